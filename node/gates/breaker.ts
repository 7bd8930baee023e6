/** Why a call failed; a client's own mistakes are never among them. */
export type ErrorClass = 'unreachable' | 'slow' | 'busy' | 'failed' | 'garbage' | 'lying';

export type Breaker = {
  /** Tells whether an expert may be asked now. */
  readonly mayAsk: (expertId: string) => boolean;
  /** Notes that an expert is being asked, so that after a pause only one probe goes through. */
  readonly asked: (expertId: string) => void;
  readonly failed: (expertId: string, errorClass: ErrorClass) => void;
  readonly succeeded: (expertId: string) => void;
  /** Failures counted so far, by class. */
  readonly counts: () => Readonly<Record<string, number>>;
};

export type BreakerOptions = {
  readonly now: () => number;
  readonly threshold?: number;
  readonly pauseMs?: number;
  readonly longestPauseMs?: number;
};

type Circuit = { consecutive: number; recent: boolean[]; openings: number; openUntil: number; lastProbe: number };

const WINDOW = 20;
/** One of these opens the circuit at once, for as long as it can stay open. */
const GRAVE: readonly ErrorClass[] = ['lying'];

/**
 * Creates the circuit breakers of a gate, one per expert and class of error. One opens after `threshold` failures in a
 * row or more than half of the last twenty, pauses, doubles the pause each time, and then lets one probe through.
 */
export function createBreaker({
  now,
  threshold = 3,
  pauseMs = 5_000,
  longestPauseMs = 60_000,
}: BreakerOptions): Breaker {
  const circuits = new Map<string, Map<ErrorClass, Circuit>>();
  const counts: Record<string, number> = {};

  const circuitOf = (expertId: string, errorClass: ErrorClass): Circuit => {
    const own = circuits.get(expertId) ?? new Map<ErrorClass, Circuit>();
    circuits.set(expertId, own);
    const circuit = own.get(errorClass) ?? {
      consecutive: 0,
      recent: [],
      openings: 0,
      openUntil: 0,
      lastProbe: Number.NEGATIVE_INFINITY,
    };
    own.set(errorClass, circuit);
    return circuit;
  };
  const note = (circuit: Circuit, isFailure: boolean) => {
    circuit.consecutive = isFailure ? circuit.consecutive + 1 : 0;
    circuit.recent = [...circuit.recent, isFailure].slice(-WINDOW);
  };

  const openOf = (expertId: string) =>
    [...(circuits.get(expertId)?.values() ?? [])].filter(({ openings }) => openings > 0);

  return {
    mayAsk: (expertId) =>
      !circuits.has(expertId) ||
      openOf(expertId).every(({ openUntil, lastProbe }) => now() >= openUntil && now() >= lastProbe + pauseMs),
    asked: (expertId) => {
      for (const circuit of openOf(expertId)) circuit.lastProbe = now();
    },
    failed: (expertId, errorClass) => {
      counts[errorClass] = (counts[errorClass] ?? 0) + 1;
      const circuit = circuitOf(expertId, errorClass);
      note(circuit, true);
      const failures = circuit.recent.filter(Boolean).length;
      const isOften = circuit.recent.length === WINDOW && failures > WINDOW / 2;
      const isGrave = GRAVE.includes(errorClass);
      if (circuit.openings === 0 && !isGrave && circuit.consecutive < threshold && !isOften) return;
      const pause = isGrave ? longestPauseMs : Math.min(longestPauseMs, pauseMs * 2 ** circuit.openings);
      circuit.openings += 1;
      circuit.openUntil = now() + pause;
    },
    succeeded: (expertId) => {
      for (const circuit of circuits.get(expertId)?.values() ?? []) {
        note(circuit, false);
        circuit.openings = 0;
      }
    },
    counts: () => ({ ...counts }),
  };
}
