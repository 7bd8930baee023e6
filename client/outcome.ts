import type { ContractName } from '../protocol/deployment.ts';
import type { Connection } from './connection.ts';
import { type Count, findStops, findStopsAfter, type Stop } from './findStops.ts';
import { type ProposalState, proposalState } from './proposal.ts';

/** Where a proposal whose vote was opened stands, the votes of both chambers, and what stops it. */
export type Outcome = Count & {
  readonly state: ProposalState;
  /** Unix seconds between which votes are taken. */
  readonly votingFrom: number;
  readonly votingUntil: number;
  /** Whether the court asked the chambers, rather than a member. */
  readonly ofCourt: boolean;
  /** Persons who objected after it passed. */
  readonly objections: number;
  /** What stopped it; while the vote is open, what would; nothing where it is on its way or done. */
  readonly stops: readonly Stop[];
};

/** Bits of a proposal's flags (`Counting.sol`). */
const PEOPLE_ACTIVE = 2;
const TECHNICAL_ACTIVE = 4;
const OF_COURT = 16;

/**
 * Tells who or what stopped a proposal, with the numbers against their bound.
 * @throws ContractRefusedError when no vote was opened under this number
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const proposalId: bigint;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { state, stops } = await client.outcome({ proposalId });
 * for (const { by, words } of stops) console.log(state, by, words);
 */
export async function outcome(
  connection: Pick<Connection, 'chain'>,
  { proposalId }: { readonly proposalId: bigint },
): Promise<Outcome> {
  const { chain } = connection;
  const contract = 'commonsGovernor' satisfies ContractName;
  const args = [proposalId] as const;
  // It alone says that there is no such proposal.
  const state = await proposalState(connection, { proposalId });
  const [[rules, flags], heads, snapshot, deadline, eta, [, secondVote, byGuardian], objected] = await Promise.all([
    chain.read({ contract, functionName: 'proposalRules', args }),
    chain.read({ contract, functionName: 'chamberHeads', args }),
    chain.read({ contract, functionName: 'proposalSnapshot', args }),
    chain.read({ contract, functionName: 'proposalDeadline', args }),
    chain.read({ contract, functionName: 'proposalEta', args }),
    chain.read({ contract: 'decisionRegister', functionName: 'effectOf', args }),
    chain.events({ contract: 'decisionRegister', eventName: 'Objected', args: { proposalId } }),
  ]);
  const readChamber = async (chamber: number, active: number) => {
    const of = { contract, args: [proposalId, chamber] } as const;
    const [votes, total, quorum] = await Promise.all([
      chain.read({ ...of, functionName: 'chamberVotes' }),
      chain.read({ ...of, functionName: 'chamberTotal' }),
      chain.read({ ...of, functionName: 'chamberQuorum' }),
    ]);
    return { ...toTally(votes), total, quorum, counts: (flags & active) !== 0 };
  };
  const [people, technical] = await Promise.all([readChamber(0, PEOPLE_ACTIVE), readChamber(1, TECHNICAL_ACTIVE)]);
  const count = { people, technical: { ...technical, heads: toTally(heads) }, rules };
  const objections = objected.length;
  const after = { objections, secondVote, byGuardian, passedAt: Number(eta || deadline), people: people.total };
  const isOpen = state === 'Active' || state === 'Defeated';
  const stops = isOpen ? findStops(count) : findStopsAfter(state, after);
  const times = { votingFrom: Number(snapshot), votingUntil: Number(deadline) };
  return { state, ...times, ofCourt: (flags & OF_COURT) !== 0, ...count, objections, stops };
}

function toTally([against, agree, abstain]: readonly [bigint, bigint, bigint]) {
  return { for: agree, against, abstain };
}
