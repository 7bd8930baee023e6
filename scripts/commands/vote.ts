import { type Command, InvalidArgumentError } from 'commander';
import { createPublicClient, createWalletClient, http } from 'viem';
import { type Commons, contractOf, fetchCommons } from '../../client/commons.ts';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { objectionRegisterAbi } from '../../protocol/abi/ObjectionRegister.ts';
import { type AccountFlags, accountFor } from './account.ts';
import { print } from './output.ts';

const SUPPORT = ['against', 'for', 'abstain'] as const;
const WORDS = [...SUPPORT, 'sponsor', 'object'] as const;

type Word = (typeof WORDS)[number];
type Flags = AccountFlags & { readonly commons: string; readonly json?: boolean };

/**
 * `tilth vote PROPOSAL for|against|abstain`: a vote in every chamber that the account belongs to. Before the vote a
 * member may `sponsor` a draft; after it a person may `object` to what passed.
 */
export function addVote(program: Command): void {
  program
    .command('vote')
    .argument('<proposal>', 'id of the proposal', parseId)
    .argument('<word>', WORDS.join(', '), parseWord)
    .description('vote on a proposal, sponsor a draft, or object to what passed')
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--as <name>', 'test account of a local commons')
    .option('--key-file <file>', 'encrypted key file')
    .option('--json', 'one JSON object on standard output')
    .action(async (proposal: bigint, word: Word, flags: Flags) => {
      const commons = await fetchCommons(flags.commons);
      const account = await accountFor(commons, flags);
      const transport = http(commons.rpcUrl);
      const client = createPublicClient({ transport, cacheTime: 0 });
      const { request } = await client.simulateContract({ account, ...toCall(commons, proposal, word) } as never);
      const hash = await createWalletClient({ account, transport }).writeContract({
        ...(request as object),
        chain: null,
      } as never);
      const receipt = await client.waitForTransactionReceipt({ hash });
      print({ voter: account.address, support: word, transaction: hash, status: receipt.status }, flags.json === true);
    });
}

function parseId(value: string): bigint {
  if (!/^\d{1,78}$/.test(value)) throw new InvalidArgumentError('A proposal id is a whole number.');
  return BigInt(value);
}

function toCall(commons: Commons, proposal: bigint, word: Word) {
  if (word === 'object') {
    const address = contractOf(commons, 'objectionRegister');
    return { address, abi: objectionRegisterAbi, functionName: 'object', args: [proposal] };
  }
  const governor = { address: contractOf(commons, 'commonsGovernor'), abi: commonsGovernorAbi };
  if (word === 'sponsor') return { ...governor, functionName: 'sponsor', args: [proposal] };
  return { ...governor, functionName: 'castVote', args: [proposal, SUPPORT.indexOf(word)] };
}

function parseWord(value: string): Word {
  const found = WORDS.find((word) => word === value);
  if (!found) throw new InvalidArgumentError(`Choose one of: ${WORDS.join(', ')}.`);
  return found;
}
