import { type Command, InvalidArgumentError } from 'commander';
import { createPublicClient, createWalletClient, http } from 'viem';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { contractOf, fetchCommons } from '../client/commons.ts';
import { type AccountFlags, accountFor } from './account.ts';
import { print } from './output.ts';

const SUPPORT = ['against', 'for', 'abstain'] as const;

type Flags = AccountFlags & { readonly commons: string; readonly json?: boolean };

/** `tilth vote PROPOSAL for|against|abstain`: a vote in every chamber that the account belongs to. */
export function addVote(program: Command): void {
  program
    .command('vote')
    .argument('<proposal>', 'id of the proposal', parseId)
    .argument('<support>', SUPPORT.join(', '), parseSupport)
    .description('vote on a proposal')
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--as <name>', 'test account of a local commons')
    .option('--key-file <file>', 'encrypted key file')
    .option('--json', 'one JSON object on standard output')
    .action(async (proposal: bigint, support: number, flags: Flags) => {
      const commons = await fetchCommons(flags.commons);
      const account = await accountFor(commons, flags);
      const transport = http(commons.rpcUrl);
      const client = createPublicClient({ transport, cacheTime: 0 });
      const { request } = await client.simulateContract({
        account,
        address: contractOf(commons, 'commonsGovernor'),
        abi: commonsGovernorAbi,
        functionName: 'castVote',
        args: [proposal, support],
      });
      const hash = await createWalletClient({ account, transport }).writeContract({ ...request, chain: null });
      const receipt = await client.waitForTransactionReceipt({ hash });
      print(
        { voter: account.address, support: SUPPORT[support], transaction: hash, status: receipt.status },
        flags.json === true,
      );
    });
}

function parseId(value: string): bigint {
  if (!/^\d{1,78}$/.test(value)) throw new InvalidArgumentError('A proposal id is a whole number.');
  return BigInt(value);
}

function parseSupport(value: string): number {
  const found = SUPPORT.indexOf(value as (typeof SUPPORT)[number]);
  if (found < 0) throw new InvalidArgumentError(`Choose one of: ${SUPPORT.join(', ')}.`);
  return found;
}
