import type { Address, Hex } from 'viem';
import type { Purpose } from '../../protocol/manifest/tier.ts';

/** What the chain says of those who ask for keys, as far as it is followed. */
export type WarrantFacts = {
  /** The operator that an account acts for; 0 for none. */
  readonly operatorOf: (account: Address) => Promise<number>;
  readonly runsOver: (snapshot: Hex) => readonly { readonly runId: number; readonly operatorId: number }[];
  /** Tells whether a run made its adapter or never will: its operator needs no texts any more. */
  readonly isOver: (runId: number) => boolean;
  /** The run that an operator claimed for the voted policy in force and may still open; null for none. */
  readonly claimOf: (operatorId: number) => Promise<number | null>;
  /** Seats of an operator in panels that are not over. */
  readonly seatsOf: (
    operatorId: number,
  ) => readonly { readonly isRun: boolean; readonly number: number; readonly operatorId: number }[];
  /** The expert by which an operator serves a register, published and not retired; null for none. */
  readonly expertOf: (operatorId: number, register: string) => number | null;
  /** The deposits that a snapshot names; null when it cannot be read. */
  readonly snapshotOf: (root: Hex) => Promise<ReadonlySet<string> | null>;
};

/** Why a requester may have a key, or why not. */
export type Warrant = { readonly warrant: string } | { readonly reason: string };

export type WarrantRequest = { readonly purpose: Purpose; readonly snapshot: Hex; readonly requester: Address };

/** A deposit that a key is asked of. */
type Wanted = { readonly id: string; readonly register: string };

/**
 * Creates what finds on chain the reason for which a requester may have keys of texts that not everyone may read:
 *
 * - training: the operator of an open run over the snapshot that it names, or a verifier with a seat in the panel of
 *   that run, for the deposits that the snapshot names. Near-duplicates are told from texts, so that the operator of a
 *   run that is claimed and not opened yet may read before there is a snapshot, and nobody else.
 * - retrieval: an operator with an expert for the register, or a verifier with a seat in an audit of one.
 */
export function createWarrants(facts: WarrantFacts) {
  const forTraining = async (operatorId: number, snapshot: Hex): Promise<(wanted: Wanted) => Warrant> => {
    const seats = facts.seatsOf(operatorId).filter(({ isRun }) => isRun);
    const own = facts.runsOver(snapshot).flatMap((run): string[] => {
      if (run.operatorId === operatorId && !facts.isOver(run.runId)) return [`run ${run.runId}`];
      return seats.some(({ number }) => number === run.runId) ? [`panel of run ${run.runId}`] : [];
    });
    const [warrant] = own;
    if (warrant) {
      const named = await facts.snapshotOf(snapshot);
      if (!named) return () => ({ reason: 'the snapshot of the run cannot be read' });
      return ({ id }) => (named.has(id) ? { warrant } : { reason: 'the snapshot of the run does not name it' });
    }
    const claimed = await facts.claimOf(operatorId);
    if (claimed !== null) return () => ({ warrant: `run ${claimed}, before its snapshot` });
    return () => ({ reason: 'the chain shows no run of yours over this snapshot' });
  };

  const forRetrieval = (operatorId: number, register: string): Warrant => {
    const own = facts.expertOf(operatorId, register);
    if (own !== null) return { warrant: `expert ${own}` };
    const seat = facts.seatsOf(operatorId).find((it) => !it.isRun && facts.expertOf(it.operatorId, register) !== null);
    if (seat) return { warrant: `audit of operator ${seat.operatorId}, epoch ${seat.number}` };
    return { reason: `the chain shows no expert of yours for ${register}` };
  };

  return async ({ purpose, snapshot, requester }: WarrantRequest): Promise<(wanted: Wanted) => Warrant> => {
    const operatorId = await facts.operatorOf(requester);
    if (operatorId === 0) return () => ({ reason: 'the requester is no operator' });
    if (purpose === 'training') return forTraining(operatorId, snapshot);
    if (purpose === 'retrieval') return ({ register }) => forRetrieval(operatorId, register);
    return () => ({ reason: 'not everyone may read it' });
  };
}

export type FindWarrant = ReturnType<typeof createWarrants>;
