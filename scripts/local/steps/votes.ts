import { ContractRefusedError } from '../../../client/contractRefused.ts';
import { poll } from '../../../client/poll.ts';
import type { ProposalState } from '../../../client/proposal.ts';
import type { Choice } from '../../../client/vote.ts';
import type { Context } from '../context.ts';
import type { Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { openProposal, type Proposed, toProposal } from './proposal.ts';

/** Step 5: members sign ballots, a relayer sends them; one proposal passes both chambers, one fails in one of them. */
export async function voteAndExecute(context: Context, evidence: Evidence): Promise<Evidence> {
  const { contributors } = context.people;
  const passing = await keepOpen(context, evidence.passing as Proposed, contributors[0] as Person);
  const failing = await keepOpen(context, evidence.failing as Proposed, contributors[1] as Person);
  for (const proposal of [passing, failing])
    await waitForState(context, proposal, (state) => state !== 'Pending', 30_000);
  const weighty = await votersWithWeight(context, passing);
  for (const voter of contributors) {
    await castBySignature(context, voter, passing, 'for');
    await castBySignature(context, voter, failing, 'for');
  }
  for (const voter of weighty) {
    await castBySignature(context, voter, passing, 'for');
    await castBySignature(context, voter, failing, 'against');
  }
  context.note('ballots are in; waiting for the vote to close');
  await waitForState(context, failing, (state) => state === 'Defeated', 60_000);
  const transactions = await carryOut(context, passing);
  const [policyId, shares] = await context.commons.chain.read({ contract: 'mixturePolicy', functionName: 'current' });
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
  const state = await stateOf(context, proposal).catch((error: unknown) => {
    if (error instanceof ContractRefusedError) return 'Lost' as const;
    throw error;
  });
  if (state !== 'Lost' && state !== 'Defeated') return proposal;
  const { against } = state === 'Lost' ? { against: 0 } : (await tallies(context, proposal)).technicalChamber;
  const [title = ''] = proposal.description.split('\n');
  return against > 0 ? proposal : openProposal(context, proposer, { title, actions: proposal.actions });
}

async function votersWithWeight(
  { commons: { chain }, people: { operators } }: Context,
  proposal: Proposed,
): Promise<readonly Person[]> {
  const args = [BigInt(proposal.proposalId)] as const;
  const snapshot = await chain.read({ contract: 'commonsGovernor', functionName: 'proposalSnapshot', args });
  const weigh = ({ account }: Person) =>
    chain.read({ contract: 'workLedger', functionName: 'getPastVotes', args: [account.address, snapshot] });
  const weights = await Promise.all(operators.map(weigh));
  return operators.filter((_, i) => (weights[i] ?? 0n) > 0n);
}

async function castBySignature(context: Context, voter: Person, proposal: Proposed, choice: Choice): Promise<void> {
  const proposalId = BigInt(proposal.proposalId);
  const args = [proposalId, voter.account.address] as const;
  const voted = await context.commons.chain.read({ contract: 'commonsGovernor', functionName: 'hasVoted', args });
  if (voted || (await stateOf(context, proposal)) !== 'Active') return;
  const ballot = await context.as(voter).signBallot({ proposalId, choice });
  await context.as(context.people.deployer).relayBallot(ballot);
}

/** Queues and executes a proposal that passed, from whatever state an earlier run left it in. */
async function carryOut(context: Context, proposal: Proposed): Promise<Evidence> {
  const relayer = context.as(context.people.deployer);
  const { chain } = context.commons;
  await waitForState(context, proposal, (state) => ['Succeeded', 'Queued', 'Executed'].includes(state), 60_000);
  const passed = (await stateOf(context, proposal)) === 'Succeeded';
  const queued = passed ? await relayer.carryOut(toProposal(proposal)) : null;
  const args = [BigInt(proposal.proposalId)] as const;
  const eta = await chain.read({ contract: 'commonsGovernor', functionName: 'proposalEta', args });
  await poll({ what: 'the timelock', timeoutMs: 60_000, signal: context.signal }, async () => {
    return (await chain.block()).timestamp >= eta;
  });
  const waits = (await stateOf(context, proposal)) === 'Queued';
  const executed = waits ? await relayer.carryOut(toProposal(proposal)) : null;
  return { queueTransaction: queued?.transaction ?? null, executeTransaction: executed?.transaction ?? null };
}

async function tallies({ commons: { chain } }: Context, proposal: Proposed) {
  const read = async (chamber: number) => {
    const args = [BigInt(proposal.proposalId), chamber] as const;
    const votes = await chain.read({ contract: 'commonsGovernor', functionName: 'chamberVotes', args });
    return { against: Number(votes[0]), for: Number(votes[1]), abstain: Number(votes[2]) };
  };
  return { contributorChamber: await read(0), technicalChamber: await read(1) };
}

function stateOf({ commons }: Context, { proposalId }: Proposed): Promise<ProposalState> {
  return commons.proposalState({ proposalId: BigInt(proposalId) });
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
