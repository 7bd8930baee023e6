import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { ballotSchema, CHOICES, type Choice, type SignedBallot } from '../../client/vote.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type AccountFlags, actsInCommons, type CommonsFlags, enterCommons, print } from './commons.ts';

const WORDS = [...CHOICES, 'sponsor', 'object'] as const;

type Word = (typeof WORDS)[number];
type Flags = CommonsFlags & AccountFlags & { readonly bySignature?: boolean };

/**
 * `tilth vote PROPOSAL for|against|abstain`: a vote in every chamber that the account belongs to. Before the vote a
 * member may `sponsor` a draft; after it a person may `object` to what passed. With `--by-signature` the vote is only
 * signed, and anyone may send it with `tilth vote relay FILE`.
 */
export function addVote(program: Command): void {
  const vote = program.command('vote').description('vote on a proposal, sponsor a draft, or object to what passed');
  actsInCommons(vote.command('cast', { isDefault: true }))
    .argument('<proposal>', 'id of the proposal', parseId)
    .argument('<word>', WORDS.join(', '), parseWord)
    .option('--by-signature', 'sign the vote and print it as a ballot, instead of sending it')
    .description('vote, sponsor or object')
    .action(async (proposalId: bigint, word: Word, flags: Flags) => {
      const commons = await enterCommons(flags);
      const voter = commons.signer?.address;
      const choice = CHOICES.find((it) => it === word);
      if (flags.bySignature) return print(await commons.signBallot({ proposalId, choice: assertChoice(choice) }), true);
      const { transaction } = await act(commons, proposalId, word);
      print({ voter, support: word, transaction, status: 'success' }, flags.json === true);
    });
  actsInCommons(vote.command('relay <file>'))
    .description('send a ballot that someone signed')
    .action(async (file: string, flags: Flags) => {
      const ballot = readBallot(file);
      const { transaction } = await (await enterCommons(flags)).relayBallot(ballot);
      print({ voter: ballot.voter, support: ballot.choice, transaction, status: 'success' }, flags.json === true);
    });
}

function act(commons: Client, proposalId: bigint, word: Word) {
  if (word === 'sponsor' || word === 'object') return commons[word]({ proposalId });
  return commons.vote({ proposalId, choice: word });
}

function parseId(value: string): bigint {
  if (!/^\d{1,78}$/.test(value)) throw new InvalidArgumentError('A proposal id is a whole number.');
  return BigInt(value);
}

function parseWord(value: string): Word {
  const found = WORDS.find((word) => word === value);
  if (!found) throw new InvalidArgumentError(`Choose one of: ${WORDS.join(', ')}.`);
  return found;
}

function assertChoice(choice: Choice | undefined): Choice {
  if (!choice) throw new InvalidArgumentError(`Only ${CHOICES.join(', ')} can be signed as a ballot.`);
  return choice;
}

function readBallot(file: string): SignedBallot {
  try {
    return ballotSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new BadBallotError(file, cause);
  }
}

/** A file holds no ballot. */
export class BadBallotError extends BaseError {
  override readonly name = 'BadBallotError';
  override readonly kind = 'invalid';
  constructor(file: string, cause: unknown) {
    super('This file holds no ballot.', {
      values: { file },
      cause,
      hint: 'Make one with "tilth vote ... --by-signature".',
    });
  }
}
