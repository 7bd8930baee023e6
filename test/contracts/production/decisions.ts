import { type Address, encodeFunctionData, type Hex, keccak256, stringToHex } from 'viem';
import { sponsorshipTypedData } from '../../../protocol/typedData/sponsorship.ts';
import { addressOf, by, type Commons, chainId, genesis, keyOf, time } from './kit.ts';

const STATES = ['Pending', 'Active', 'Canceled', 'Defeated', 'Succeeded', 'Queued', 'Expired', 'Executed'] as const;
export const AGAINST = 0;
export const FOR = 1;
export const PEOPLE_CHAMBER = 0;
export const TECHNICAL_CHAMBER = 1;

export type Proposal = {
  readonly targets: Address[];
  readonly values: bigint[];
  readonly calls: Hex[];
  readonly title: string;
};

const proposalOf = (target: Address, call: Hex, title: string): Proposal => ({
  targets: [target],
  values: [0n],
  calls: [call],
  title,
});

/** One call of each class, and what it leaves behind. */
export const callOf = {
  0: (c: Commons, title: string, reserve = 2_400) =>
    proposalOf(
      c.commonsPool.address,
      encodeFunctionData({ abi: c.commonsPool.abi, functionName: 'setReserve', args: [reserve] }),
      title,
    ),
  1: (c: Commons, title: string) =>
    proposalOf(
      c.mixturePolicy.address,
      encodeFunctionData({
        abi: c.mixturePolicy.abi,
        functionName: 'adopt',
        args: [[1_300, 1_200, 1_250, 1_250, 1_250, 1_250, 1_250, 1_250]],
      }),
      title,
    ),
  2: (c: Commons, title: string) =>
    proposalOf(
      c.commonsGovernor.address,
      encodeFunctionData({ abi: c.commonsGovernor.abi, functionName: 'setVotingDelay', args: [4 * 86_400] }),
      title,
    ),
  3: (c: Commons, title: string) =>
    proposalOf(
      c.commonsPool.address,
      encodeFunctionData({ abi: c.commonsPool.abi, functionName: 'raiseMinimum', args: [5_000n] }),
      title,
    ),
} as const;

/** The chambers' answer to the court, brought by members. */
export const answerOf = (c: Commons, caseId: bigint, upheld: boolean, title: string) =>
  proposalOf(
    c.disputeCourt.address,
    encodeFunctionData({ abi: c.disputeCourt.abi, functionName: 'resolveByChambers', args: [caseId, upheld] }),
    title,
  );

export const callTo = proposalOf;
export const argsOf = (it: Proposal) => [it.targets, it.values, it.calls, keccak256(stringToHex(it.title))] as const;
export const idOfProposal = (c: Commons, it: Proposal) => c.commonsGovernor.read.getProposalId(argsOf(it));
export const callsHashOf = (c: Commons, it: Proposal) =>
  c.decisionRegister.read.hashCalls([it.targets, it.values, it.calls]);
export const stateOf = async (c: Commons, id: bigint) => STATES[await c.commonsGovernor.read.state([id])]!;

/** A member's signature behind a draft. */
const signSponsorship = (c: Commons, member: number, proposalId: bigint): Promise<Hex> =>
  keyOf(member).signTypedData(sponsorshipTypedData({ chainId, agenda: c.agenda.address, proposalId }));

/** Brings the signatures of sponsors in one transaction. */
export async function sponsor(c: Commons, proposalId: bigint, sponsors: readonly number[]): Promise<Hex> {
  const signatures = await Promise.all(sponsors.map((it) => signSponsorship(c, it, proposalId)));
  const signed = sponsors.map((it, index) => ({ account: addressOf(it), signature: signatures[index]! }));
  return c.agenda.write.sponsorBySig([proposalId, signed]);
}

export const propose = async (c: Commons, it: Proposal, proposer: number) =>
  c.commonsGovernor.write.propose([it.targets, it.values, it.calls, it.title], await by(proposer));

/** Sponsors sign, the first proposes; waits until votes count. */
export async function open(c: Commons, it: Proposal, sponsors: readonly number[]): Promise<bigint> {
  const id = await idOfProposal(c, it);
  await sponsor(c, id, sponsors);
  await propose(c, it, sponsors[0]!);
  await waitForVote(c, id);
  return id;
}

export async function waitForVote(c: Commons, id: bigint) {
  await time.increaseTo((await c.commonsGovernor.read.proposalSnapshot([id])) + 1n);
}

export async function vote(c: Commons, id: bigint, members: readonly number[], support = FOR) {
  for (const member of members) await c.commonsGovernor.write.castVote([id, support], await by(member));
}

/** Waits for the end of a vote and says what came of it. */
export async function close(c: Commons, id: bigint) {
  await time.increaseTo((await c.commonsGovernor.read.proposalDeadline([id])) + 1n);
  return stateOf(c, id);
}

export const queue = (c: Commons, it: Proposal) => c.commonsGovernor.write.queue(argsOf(it));
export const execute = (c: Commons, it: Proposal) => c.commonsGovernor.write.execute(argsOf(it));

/** Queues what passed and executes it as soon as its delay is over. */
export async function carryOut(c: Commons, it: Proposal) {
  await queue(c, it);
  await time.increaseTo(await c.commonsGovernor.read.proposalEta([await idOfProposal(c, it)]));
  await execute(c, it);
}

/** Waits until a second reading may be opened, so that its vote begins a gap after the first one's end. */
export async function waitForReading(c: Commons, first: bigint) {
  const { readingGap, votingDelay } = genesis.governance;
  const from = (await c.commonsGovernor.read.proposalDeadline([first])) + BigInt(readingGap - votingDelay);
  if (from > BigInt(await time.latest())) await time.increaseTo(from);
}

/** A decision from its draft to its execution, with both readings where it is constitutional. */
export async function decide(c: Commons, it: Proposal, voters: readonly number[], sponsors: readonly number[]) {
  const id = await open(c, it, sponsors);
  await vote(c, id, voters);
  await close(c, id);
  const { class: kind } = (await c.commonsGovernor.read.proposalRules([id]))[0];
  if (kind < 3) return carryOut(c, it);
  await queue(c, it);
  await waitForReading(c, id);
  const second = { ...it, title: `${it.title}, second reading` };
  const secondId = await open(
    c,
    second,
    sponsors.map((member) => member + sponsors.length),
  );
  await vote(c, secondId, voters);
  await close(c, secondId);
  await carryOut(c, second);
}
