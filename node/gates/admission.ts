import { BaseError } from '../../protocol/errors/BaseError.ts';

/**
 * Where a request stands in line. The floor of members comes before everything; beyond it, whoever gave more to the
 * commons; whoever says nothing of themselves comes last.
 */
export type Rank =
  | { readonly tier: 'floor' }
  | { readonly tier: 'priority'; readonly priority: bigint }
  | { readonly tier: 'anonymous' };

export type Admission = {
  /** Waits for a place and gives what frees it. @throws GateFullError when others came first, or it took too long */
  readonly enter: (rank: Rank, signal: AbortSignal) => Promise<() => void>;
};

export type AdmissionOptions = {
  /** Requests answered at the same time. */
  readonly concurrency: number;
  /** Requests that may wait behind them. */
  readonly waiting: number;
  readonly waitMs: number;
};

type Waiter = { readonly rank: Rank; readonly admit: () => void; readonly refuse: (why: GateFullError) => void };

const TIERS: readonly Rank['tier'][] = ['floor', 'priority', 'anonymous'];

/** A quarter of the places is for the floor alone, so that a member never waits behind long answers for others. */
const FLOOR_SHARE = 4;

/** Creates the door of a gate: a bounded line, ordered by rank and then by arrival. */
export function createAdmission({ concurrency, waiting, waitMs }: AdmissionOptions): Admission {
  const others = concurrency - Math.floor(concurrency / FLOOR_SHARE);
  const line: Waiter[] = [];
  const running = { floor: 0, others: 0 };

  const laneOf = ({ tier }: Rank) => (tier === 'floor' ? 'floor' : 'others');
  const hasPlace = (rank: Rank) =>
    running.floor + running.others < concurrency && (laneOf(rank) === 'floor' || running.others < others);
  const begin = (rank: Rank) => {
    running[laneOf(rank)] += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      running[laneOf(rank)] -= 1;
      callNext();
    };
  };
  const callNext = () => {
    for (let first = line[0]; first && hasPlace(first.rank); first = line[0]) {
      line.shift();
      first.admit();
    }
  };
  const leave = (waiter: Waiter) => {
    const at = line.indexOf(waiter);
    if (at >= 0) line.splice(at, 1);
  };

  const join = (rank: Rank, signal: AbortSignal) =>
    new Promise<() => void>((resolve, reject) => {
      const end = (settle: () => void) => () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        settle();
      };
      const refuse = (why: unknown) => end(() => reject(why))();
      const waiter: Waiter = { rank, admit: end(() => resolve(begin(rank))), refuse };
      const giveUp = () => {
        leave(waiter);
        refuse(signal.reason);
      };
      const timer = setTimeout(() => {
        leave(waiter);
        refuse(new GateFullError(rank.tier));
      }, waitMs);
      signal.addEventListener('abort', giveUp, { once: true });
      const behind = line.findIndex((other) => compareRanks(rank, other.rank) < 0);
      line.splice(behind < 0 ? line.length : behind, 0, waiter);
      if (line.length > waiting) {
        const last = line.pop();
        last?.refuse(new GateFullError(last.rank.tier));
      }
    });

  return {
    enter: async (rank, signal) => {
      signal.throwIfAborted();
      // Whoever waits could not be let in either, so that nobody is overtaken by an equal.
      const isBehind = line.some((other) => compareRanks(other.rank, rank) <= 0);
      if (isBehind || !hasPlace(rank)) return join(rank, signal);
      return begin(rank);
    },
  };
}

/** Negative when the first comes before the second. */
function compareRanks(a: Rank, b: Rank): number {
  if (a.tier === 'priority' && b.tier === 'priority')
    return Number(b.priority > a.priority) - Number(b.priority < a.priority);
  return TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier);
}

/** There is no place for this request now. */
export class GateFullError extends BaseError {
  override readonly name = 'GateFullError';
  override readonly kind = 'unavailable';
  constructor(tier: Rank['tier']) {
    super('This gate has more to answer than it can.', {
      values: { tier },
      hint: 'Come back later, ask another gate, or sign a session: members come first, up to their floor.',
    });
  }
}
