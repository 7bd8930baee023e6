import { ContractFunctionExecutionError, keccak256, toHex } from 'viem';
import { poll } from '../../../client/poll.ts';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import type { Context } from '../context.ts';
import { contributors, deployer, operators, type Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { type Proposed, propose, toCalls } from './proposal.ts';

const AGAINST = 0;
const FOR = 1;
const STATES = ['Pending', 'Active', 'Canceled', 'Defeated', 'Succeeded', 'Queued', 'Expired', 'Executed'] as const;

/** Step 5: members sign ballots, a relayer sends them; one proposal passes both chambers, one fails in one of them. */
export async function voteAndExecute(context: Context, evidence: Evidence): Promise<Evidence> {
  const passing = await keepOpen(context, evidence.passing as Proposed, contributors[0] as Person);
  const failing = await keepOpen(context, evidence.failing as Proposed, contributors[1] as Person);
  for (const proposal of [passing, failing])
    await waitForState(context, proposal, (state) => state !== 'Pending', 30_000);
  const weighty = await votersWithWeight(context, passing);
  for (const voter of contributors) {
    await castBySignature(context, voter, passing, FOR);
    await castBySignature(context, voter, failing, FOR);
  }
  for (const voter of weighty) {
    await castBySignature(context, voter, passing, FOR);
    await castBySignature(context, voter, failing, AGAINST);
  }
  context.note('ballots are in; waiting for the vote to close');
  await waitForState(context, failing, (state) => state === 'Defeated', 60_000);
  const transactions = await carryOut(context, passing);
  const chain = context.as(deployer);
  const [policyId, shares] = await chain.read<readonly [bigint, readonly number[]]>({
    contract: 'mixturePolicy',
    functionName: 'current',
  });
  return {
    ballots: (contributors.length + weighty.length) * 2,
    passed: {
      proposalId: passing.proposalId,
      state: await stateOf(context, passing),
      ...(await tallies(context, passing)),
    },
    rejected: {
      proposalId: failing.proposalId,
      state: await stateOf(context, failing),
      ...(await tallies(context, failing)),
    },
    ...transactions,
    policyAfter: Number(policyId),
    sharesAfter: shares,
  };
}

/** Opens a proposal anew when its vote closed, or the chain lost it, while this commons was down before anyone voted. */
async function keepOpen(context: Context, proposal: Proposed, proposer: Person): Promise<Proposed> {
  const isLost = (error: unknown) => error instanceof ContractFunctionExecutionError;
  const state = await stateOf(context, proposal).catch((error) => {
    if (isLost(error)) return 'Lost' as const;
    throw error;
  });
  if (state !== 'Lost' && state !== 'Defeated') return proposal;
  const { against } = state === 'Lost' ? { against: 0 } : (await tallies(context, proposal)).technicalChamber;
  const [title = ''] = proposal.description.split('\n');
  return against > 0 ? proposal : propose(context, proposer, title, proposal.actions);
}

async function votersWithWeight(context: Context, proposal: Proposed): Promise<readonly Person[]> {
  const chain = context.as(deployer);
  const args = [BigInt(proposal.proposalId)];
  const snapshot = await chain.read<bigint>({ contract: 'commonsGovernor', functionName: 'proposalSnapshot', args });
  const weights = await Promise.all(
    operators.map((it) =>
      chain.read<bigint>({
        contract: 'workLedger',
        functionName: 'getPastVotes',
        args: [it.account.address, snapshot],
      }),
    ),
  );
  return operators.filter((_, i) => (weights[i] ?? 0n) > 0n);
}

async function castBySignature(context: Context, voter: Person, proposal: Proposed, support: number): Promise<void> {
  const relayer = context.as(deployer);
  const proposalId = BigInt(proposal.proposalId);
  const address = voter.account.address;
  const voted = await relayer.read<boolean>({
    contract: 'commonsGovernor',
    functionName: 'hasVoted',
    args: [proposalId, address],
  });
  if (voted || (await stateOf(context, proposal)) !== 'Active') return;
  const nonce = await relayer.read<bigint>({ contract: 'commonsGovernor', functionName: 'nonces', args: [address] });
  const governor = relayer.deployment.contracts.commonsGovernor;
  const ballot = { proposalId, support, voter: address, nonce };
  const signature = await voter.account.signTypedData(ballotTypedData({ chainId: relayer.chainId, governor, ballot }));
  await relayer.send({
    contract: 'commonsGovernor',
    functionName: 'castVoteBySig',
    args: [proposalId, support, address, signature],
  });
}

/** Queues and executes a proposal that passed, from whatever state an earlier run left it in. */
async function carryOut(context: Context, proposal: Proposed): Promise<Evidence> {
  const relayer = context.as(deployer);
  const args = [...toCalls(proposal.actions), keccak256(toHex(proposal.description))];
  const call = (functionName: 'queue' | 'execute') => relayer.send({ contract: 'commonsGovernor', functionName, args });
  await waitForState(context, proposal, (state) => ['Succeeded', 'Queued', 'Executed'].includes(state), 60_000);
  const queued = (await stateOf(context, proposal)) === 'Succeeded' ? await call('queue') : null;
  const eta = await relayer.read<bigint>({
    contract: 'commonsGovernor',
    functionName: 'proposalEta',
    args: [BigInt(proposal.proposalId)],
  });
  await poll({ what: 'the timelock', timeoutMs: 60_000, signal: context.signal }, async () => {
    const { timestamp } = await relayer.client.getBlock();
    return timestamp >= eta;
  });
  const executed = (await stateOf(context, proposal)) === 'Queued' ? await call('execute') : null;
  return { queueTransaction: queued?.transactionHash ?? null, executeTransaction: executed?.transactionHash ?? null };
}

async function tallies(context: Context, proposal: Proposed) {
  const read = async (chamber: number) => {
    const args = [BigInt(proposal.proposalId), chamber];
    const votes = await context
      .as(deployer)
      .read<readonly [bigint, bigint, bigint]>({ contract: 'commonsGovernor', functionName: 'chamberVotes', args });
    return { against: Number(votes[0]), for: Number(votes[1]), abstain: Number(votes[2]) };
  };
  return { contributorChamber: await read(0), technicalChamber: await read(1) };
}

async function stateOf(context: Context, proposal: Proposed): Promise<(typeof STATES)[number]> {
  const args = [BigInt(proposal.proposalId)];
  const state = await context.as(deployer).read<number>({ contract: 'commonsGovernor', functionName: 'state', args });
  return STATES[state] as (typeof STATES)[number];
}

async function waitForState(
  context: Context,
  proposal: Proposed,
  accept: (state: string) => boolean,
  timeoutMs: number,
): Promise<void> {
  await poll({ what: `proposal ${proposal.proposalId.slice(0, 8)}`, timeoutMs, signal: context.signal }, async () =>
    accept(await stateOf(context, proposal)),
  );
}
