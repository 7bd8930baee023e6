import { encodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import { mixturePolicyAbi } from '../../../protocol/abi/MixturePolicy.ts';
import type { Context } from '../context.ts';
import { contributors, type Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { readMade } from './deposit.ts';
import { raiseShare } from './mixture.ts';
import { prove } from './proving.ts';

const STEP = 500;

export type Proposed = {
  readonly proposalId: string;
  readonly description: string;
  readonly target: `0x${string}`;
  readonly calldata: Hex;
  readonly shares: readonly number[];
  readonly transaction: Hex;
};

/**
 * Step 4: two members propose changes to the mixture of the next run. Before that a proving round gives the technical
 * chamber its weight: experts answer audit questions, seal their receipts, and a verifier re-computes them.
 */
export async function proposeMixtures(context: Context): Promise<Evidence> {
  const proving = await prove(context);
  const [proposer, second] = contributors as [Person, Person];
  const chain = context.as(proposer);
  const [policyId, shares] = await chain.read<readonly [bigint, readonly number[]]>({
    contract: 'mixturePolicy',
    functionName: 'current',
  });
  const registers = await chain.read<readonly string[]>({ contract: 'mixturePolicy', functionName: 'registers' });
  const floor = Number(await chain.read<bigint | number>({ contract: 'mixturePolicy', functionName: 'floor' }));
  const held = new Set(readMade(context).map((it) => it.register));
  const favoured = held.has('narrative') ? 'narrative' : ([...held][0] as string);
  const other = registers.findLast((register) => register !== favoured) as string;
  const change = (register: string) => raiseShare({ registers, shares, register, step: STEP, floor });
  const passing = await propose(context, proposer, `Train more on ${favoured}`, change(favoured).shares);
  const failing = await propose(context, second, `Train more on ${other}`, change(other).shares);
  return {
    policyBefore: Number(policyId),
    sharesBefore: Object.fromEntries(registers.map((register, i) => [register, shares[i]])),
    ...proving,
    favoured,
    passing,
    failing,
  };
}

async function propose(context: Context, person: Person, title: string, shares: readonly number[]): Promise<Proposed> {
  const chain = context.as(person);
  const target = chain.deployment.contracts.mixturePolicy;
  const calldata = encodeFunctionData({ abi: mixturePolicyAbi, functionName: 'adopt', args: [[...shares]] });
  // The suffix keeps others from copying the proposal and cancelling their copy (OpenZeppelin Governor).
  const description = `${title}\n\nOpened ${new Date().toISOString()}.#proposer=${person.account.address}`;
  const receipt = await chain.send({
    contract: 'commonsGovernor',
    functionName: 'propose',
    args: [[target], [0n], [calldata], description],
  });
  const [created] = parseEventLogs({ abi: commonsGovernorAbi, logs: receipt.logs, eventName: 'ProposalCreated' });
  if (!created) throw new Error('the governor announced no proposal');
  return {
    proposalId: created.args.proposalId.toString(),
    description,
    target,
    calldata,
    shares,
    transaction: receipt.transactionHash,
  };
}
