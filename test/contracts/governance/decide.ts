import { type Address, type Hex, keccak256, stringToHex } from 'viem';
import {
  ANA,
  BAKO,
  CHEN,
  type Commons,
  deployPopulated,
  from,
  genesis,
  NORTH,
  networkHelpers,
  SOUTH,
} from '../commons.ts';
import { creditWork } from '../work/creditWork.ts';

export const AGAINST = 0;
export const FOR = 1;
export const ABSTAIN = 2;

/** States of IGovernor, by number. */
const STATES = ['Pending', 'Active', 'Canceled', 'Defeated', 'Succeeded', 'Queued', 'Expired', 'Executed'];

export type Proposal = {
  readonly targets: Address[];
  readonly values: bigint[];
  readonly calls: Hex[];
  readonly description: string;
};

/** Two groups with work, so that both chambers are active: north weighs 100, south 50. */
export async function deployVoting() {
  const commons = await deployPopulated();
  await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 10_000n });
  await creditWork(commons, { operator: SOUTH, verifier: NORTH, epoch: 1n, units: 2_500n });
  await networkHelpers.mine();
  return commons;
}

export const argsOf = (it: Proposal) =>
  [it.targets, it.values, it.calls, keccak256(stringToHex(it.description))] as const;

export function proposalOf(target: Address, call: Hex, description = 'a proposal'): Proposal {
  return { targets: [target], values: [0n], calls: [call], description };
}

/** Proposes, and waits until votes are counted. */
export async function openVote(commons: Commons, proposal: Proposal, proposer = ANA): Promise<bigint> {
  const { write, read } = commons.commonsGovernor;
  await write.propose([proposal.targets, proposal.values, proposal.calls, proposal.description], from(proposer));
  const id = await read.getProposalId([...argsOf(proposal)]);
  await networkHelpers.time.increase(genesis.governance.votingDelay + 1);
  return id;
}

/** Lets everyone listed vote; others abstain by silence. */
export async function vote(commons: Commons, id: bigint, ballots: Readonly<Record<number, number>>): Promise<void> {
  for (const [voter, support] of Object.entries(ballots)) {
    await commons.commonsGovernor.write.castVote([id, support], from(Number(voter)));
  }
}

export const everyoneFor = { [ANA]: FOR, [BAKO]: FOR, [CHEN]: FOR, [NORTH]: FOR, [SOUTH]: FOR };

export async function closeVote(commons: Commons, id: bigint): Promise<string> {
  const deadline = await commons.commonsGovernor.read.proposalDeadline([id]);
  await networkHelpers.time.increaseTo(deadline + 1n);
  return stateOf(commons, id);
}

export async function stateOf(commons: Commons, id: bigint): Promise<string> {
  return STATES[await commons.commonsGovernor.read.state([id])]!;
}

/** Queues and executes after the delay of the proposal's class. */
export async function enact(commons: Commons, id: bigint, proposal: Proposal): Promise<void> {
  await commons.commonsGovernor.write.queue([...argsOf(proposal)]);
  const eta = await commons.commonsGovernor.read.proposalEta([id]);
  await networkHelpers.time.increaseTo(eta + 1n);
  await commons.commonsGovernor.write.execute([...argsOf(proposal)]);
}
