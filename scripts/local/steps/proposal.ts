import { type Address, encodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import { mixturePolicyAbi } from '../../../protocol/abi/MixturePolicy.ts';
import type { Context } from '../context.ts';
import { contributors, type Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { readMade } from './deposit.ts';
import { raiseShare } from './mixture.ts';
import { prove } from './proving.ts';

const STEP = 500;

/** Votes that people cast by hand need minutes; the first one, which machines cast, needs seconds. */
const LATER_VOTING_SECONDS = 180;

type Action = { readonly target: Address; readonly calldata: Hex };

export type Proposed = {
  readonly proposalId: string;
  readonly description: string;
  readonly actions: readonly Action[];
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
  const { floor } = await chain.read<{ floor: number }>({ contract: 'mixturePolicy', functionName: 'bounds' });
  const held = new Set(readMade(context).map((it) => it.register));
  const favoured = held.has('narrative') ? 'narrative' : ([...held][0] as string);
  const other = registers.findLast((register) => register !== favoured) as string;
  const adopt = (register: string): Action => {
    const args = [[...raiseShare({ registers, shares, register, step: STEP, floor }).shares]] as const;
    const calldata = encodeFunctionData({ abi: mixturePolicyAbi, functionName: 'adopt', args });
    return { target: chain.deployment.contracts.mixturePolicy, calldata };
  };
  const lengthen: Action = {
    target: chain.deployment.contracts.commonsGovernor,
    calldata: encodeFunctionData({
      abi: commonsGovernorAbi,
      functionName: 'setVotingPeriod',
      args: [LATER_VOTING_SECONDS],
    }),
  };
  const title = `Train more on ${favoured}, and give later votes ${LATER_VOTING_SECONDS} seconds`;
  const passing = await propose(context, proposer, title, [adopt(favoured), lengthen]);
  const failing = await propose(context, second, `Train more on ${other}`, [adopt(other)]);
  return {
    policyBefore: Number(policyId),
    sharesBefore: Object.fromEntries(registers.map((register, i) => [register, shares[i]])),
    ...proving,
    favoured,
    passing,
    failing,
  };
}

/** Opens a proposal in one person's name. */
export async function propose(
  context: Context,
  person: Person,
  title: string,
  actions: readonly Action[],
): Promise<Proposed> {
  // The suffix keeps others from copying the proposal and cancelling their copy (OpenZeppelin Governor).
  const description = `${title}\n\nOpened ${new Date().toISOString()}.#proposer=${person.account.address}`;
  const receipt = await context.as(person).send({
    contract: 'commonsGovernor',
    functionName: 'propose',
    args: [...toCalls(actions), description],
  });
  const [created] = parseEventLogs({ abi: commonsGovernorAbi, logs: receipt.logs, eventName: 'ProposalCreated' });
  if (!created) throw new Error('the governor announced no proposal');
  const { proposalId } = created.args;
  return { proposalId: proposalId.toString(), description, actions, transaction: receipt.transactionHash };
}

/** Targets, values and calldatas as the governor's functions take them. */
export function toCalls(actions: readonly Action[]) {
  return [actions.map((it) => it.target), actions.map(() => 0n), actions.map((it) => it.calldata)] as const;
}
