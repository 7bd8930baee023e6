import { type Address, type Hex, keccak256, numberToHex, stringToHex } from 'viem';
import {
  ANA,
  addressAt,
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

/** Two groups in the chamber, so that both chambers are active; each weighs one. */
export async function deployVoting() {
  const commons = await deployPopulated();
  for (const operator of [NORTH, SOUTH]) await seatGroup(commons, operator);
  await networkHelpers.mine();
  return commons;
}

/** Credits an operator as a clean audit would, and takes its own group into the chamber. */
export async function seatGroup(commons: Commons, operator: number): Promise<void> {
  const account = commons.spotCheck.address;
  await networkHelpers.impersonateAccount(account);
  await networkHelpers.setBalance(account, 10n ** 20n);
  const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(operator)]);
  await commons.workLedger.write.credit([operatorId, 1_000n], { account });
  await commons.workLedger.write.enter([numberToHex(operatorId, { size: 32 })], from(operator));
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
