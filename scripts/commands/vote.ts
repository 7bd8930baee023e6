import type { Command } from 'commander';
import { ContractRefusedError } from '../../client/contractRefused.ts';
import type { Client } from '../../client/createClient.ts';
import { NoProposalError } from '../../client/findProposal.ts';
import type { Outcome } from '../../client/outcome.ts';
import type { Proposal } from '../../client/proposal.ts';
import { type SignedSponsorship, sponsorshipSchema } from '../../client/sponsor.ts';
import { ballotSchema, CHOICES } from '../../client/vote.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { describeOutcome } from './describeOutcome.ts';
import { parseCall, toActions } from './parseCall.ts';
import { draftFile, readDraft } from './proposalFile.ts';
import { acts, looks, signs } from './verb.ts';
import { number, oneOf, readFileAs, text } from './words.ts';

type Words = {
  readonly title?: string;
  readonly reason?: string;
  readonly call?: ReturnType<typeof parseCall>;
};

type ShownDraft = {
  readonly state: 'Draft';
  readonly sponsors: { readonly people: bigint; readonly operators: bigint };
  readonly complete: boolean;
  readonly until: bigint;
};

const proposal = number('<proposal>', 'number of the proposal');

/**
 * `tilth vote PROPOSAL for|against|abstain`: a vote in every chamber that the account belongs to, and everything before
 * and after it. With `--by-signature` the vote is only signed, and anyone may send it with `tilth vote relay FILE`.
 */
export function addVote(program: Command): void {
  const vote = program.command('vote').description('draft, sponsor, open and carry out proposals; vote; object');
  addBefore(vote);
  addBallots(vote);
  addAfter(vote);
}

function addBefore(vote: Command): void {
  withWords(
    signs<[], Words>(vote, {
      name: 'draft',
      text: 'word a proposal and print it, for its sponsors and for "tilth vote propose"',
      words: [],
      run: async (commons, _, words) => draftFile(await wordProposal(commons, words)),
    }),
  );
  acts<[typeof proposal], { readonly sign?: boolean }>(vote, {
    name: 'sponsor',
    text: 'stand behind a draft',
    words: [proposal],
    run: async (commons, [proposalId], flags) => {
      if (!flags.sign) return commons.sponsor({ proposalId });
      Object.assign(flags, { json: true });
      return commons.signSponsorship({ proposalId });
    },
  }).option('--sign', 'only sign, and print it for whoever proposes');
  const draft = text('[draft]', 'file of "tilth vote draft"; or word it with --title and --call');
  withWords(
    acts<[typeof draft], Words & { readonly sponsors?: readonly string[] }>(vote, {
      name: 'propose',
      text: 'open the vote',
      words: [draft],
      run: async (commons, [file], { sponsors = [], ...words }) => {
        const worded = file === undefined ? await wordProposal(commons, words) : readDraft(file);
        const { proposalId } = worded;
        const signed = readSponsors(proposalId, sponsors);
        const options = { ...worded, sponsors: signed };
        return { proposalId, transaction: (await commons.propose(options)).transaction };
      },
    }),
  ).option('--sponsors <files...>', 'what sponsors printed with "tilth vote sponsor PROPOSAL --sign"');
}

function addBallots(vote: Command): void {
  const choice = oneOf('<choice>', CHOICES);
  acts<[typeof proposal, typeof choice], { readonly bySignature?: boolean }>(vote, {
    name: 'cast',
    text: 'vote; the word cast may be left out',
    isDefault: true,
    words: [proposal, choice],
    run: async (commons, [proposalId, it], flags) => {
      if (flags.bySignature) {
        Object.assign(flags, { json: true });
        return commons.signBallot({ proposalId, choice: it });
      }
      const { transaction } = await commons.vote({ proposalId, choice: it });
      return {
        voter: commons.signer?.address,
        support: it,
        transaction,
        status: 'success',
      };
    },
  }).option('--by-signature', 'sign the vote and print it as a ballot, instead of sending it');
  acts(vote, {
    name: 'relay',
    text: 'send a ballot that someone signed',
    words: [text('<file>', 'the ballot')],
    run: async (commons, [file]) => {
      const hint = 'Make one with "tilth vote ... --by-signature".';
      const ballot = readFileAs(file, ballotSchema, { what: 'ballot', hint });
      const { transaction } = await commons.relayBallot(ballot);
      return {
        voter: ballot.voter,
        support: ballot.choice,
        transaction,
        status: 'success',
      };
    },
  });
}

function addAfter(vote: Command): void {
  acts(vote, {
    name: 'object',
    text: 'object to what passed and is not in force yet',
    words: [proposal],
    run: (commons, [proposalId]) => commons.object({ proposalId }),
  });
  const steps = [
    ['carry-out', 'carryOut', 'move a passed proposal on by one step (anyone may)'],
    ['reading', 'recordReading', 'record a first passing vote where a second is needed (anyone may)'],
    ['refusal', 'recordRefusal', 'record that the technical chamber alone refused (anyone may)'],
    ['cancel', 'cancel', 'take a proposal back before its vote opens'],
  ] as const;
  for (const [name, step, meaning] of steps)
    acts(vote, {
      name,
      text: meaning,
      words: [proposal],
      run: async (commons, [proposalId]) => commons[step](await commons.findProposal({ proposalId })),
    });
  acts(vote, {
    name: 'conclude',
    text: 'free the place of a proposal whose vote is over (anyone may)',
    words: [proposal],
    run: (commons, [proposalId]) => commons.conclude({ proposalId }),
  });
  looks(vote, {
    name: 'show',
    text: 'where a proposal stands',
    words: [proposal],
    run: async (commons, [proposalId], { json }) => {
      const shown = await show(commons, proposalId);
      return json || shown.state === 'Draft' ? shown : describeOutcome(shown);
    },
  });
  looks(vote, {
    name: 'list',
    text: 'the newest proposals',
    words: [],
    run: async (commons) => ({ proposals: await commons.listProposals() }),
  });
}

function withWords(command: Command): Command {
  return command
    .option('--title <text>', 'one line that says what would change')
    .option('--reason <text>', 'why')
    .option('--call <call>', 'what it does, such as "commonsPool.setFloor [2000]"; may be given again', parseCall);
}

async function wordProposal(commons: Client, { title = '', reason = '', call = [] }: Words): Promise<Proposal> {
  if (title.trim() === '') throw new NoTitleError();
  return commons.draftProposal({
    title,
    reason,
    actions: await toActions(commons, call),
  });
}

/** Sponsors' signatures from their files. @throws BadFileError */
function readSponsors(proposalId: bigint, files: readonly string[]): readonly SignedSponsorship[] {
  const hint = `Make one with "tilth vote sponsor ${proposalId} --sign".`;
  const schema = sponsorshipSchema.refine((it) => BigInt(it.proposalId) === proposalId, 'it is for another proposal');
  return files.map((file) => readFileAs(file, schema, { what: 'sponsorship of this proposal', hint }));
}

/** Where a proposal stands, and what stops it; of a draft, who stands behind it. */
async function show(commons: Client, proposalId: bigint): Promise<Outcome | ShownDraft> {
  return commons.outcome({ proposalId }).catch(async (error: unknown) => {
    if (!(error instanceof ContractRefusedError) || error.errorName !== 'GovernorNonexistentProposal') throw error;
    const draft = { contract: 'agenda', functionName: 'draft', args: [proposalId] } as const;
    const [opener, people, operators, complete, until] = await commons.chain.read(draft);
    if (opener === 0n) throw new NoProposalError(proposalId);
    return { state: 'Draft', sponsors: { people, operators }, complete, until };
  });
}

/** A proposal that nobody could tell from others. */
class NoTitleError extends BaseError {
  override readonly name = 'NoTitleError';
  override readonly kind = 'invalid';
  constructor() {
    super('A proposal needs a title.', {
      hint: 'Give --title "..." and, for what it would do, --call "commonsPool.setFloor [2000]".',
    });
  }
}
