import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Breaker } from './breaker.ts';
import { type CallExpert, type ExpertAnswer, ExpertCallError } from './callExpert.ts';
import type { Ranked } from './route.ts';

/** How asking one expert ended. */
export type Outcome =
  | { readonly status: 'answered'; readonly ranked: Ranked; readonly answer: ExpertAnswer }
  | { readonly status: 'failed'; readonly ranked: Ranked; readonly reason: string; readonly error: ExpertCallError }
  | { readonly status: 'late'; readonly ranked: Ranked };

export type AttemptCall = {
  readonly input: JobInput;
  readonly isOpenable: boolean;
  readonly seed: bigint;
  readonly signal: AbortSignal;
  readonly onToken?: (text: string) => void;
};

export type Attempts = {
  /** Asks one expert and tells the breaker how it went; never throws for what an expert does. */
  readonly attempt: (ranked: Ranked, call: AttemptCall) => Promise<Outcome>;
  readonly inFlight: (expertId: string) => number;
};

/** Creates the function that asks experts and keeps count of jobs in flight. */
export function createAttempts({ callExpert, breaker }: { callExpert: CallExpert; breaker: Breaker }): Attempts {
  const inFlight = new Map<string, number>();
  const count = (expertId: string, by: number) => inFlight.set(expertId, (inFlight.get(expertId) ?? 0) + by);
  return {
    inFlight: (expertId) => inFlight.get(expertId) ?? 0,
    attempt: async (ranked, call) => {
      const { candidate } = ranked;
      const { expertId } = candidate;
      if (call.signal.aborted) return { status: 'late', ranked };
      breaker.asked(expertId);
      count(expertId, 1);
      try {
        const answer = await callExpert({ candidate, ...call });
        breaker.succeeded(expertId);
        return { status: 'answered', ranked, answer };
      } catch (error) {
        if (call.signal.aborted) return { status: 'late', ranked };
        if (!(error instanceof ExpertCallError)) throw error;
        // What was wrong with the request is no fault of the expert.
        if (error.errorClass) breaker.failed(expertId, error.errorClass);
        const reason = error.errorClass ?? (error.isTooLong ? 'too-long' : 'refused');
        return { status: 'failed', ranked, reason, error };
      } finally {
        count(expertId, -1);
      }
    },
  };
}

type Options = {
  readonly attempt: Attempts['attempt'];
  readonly ranked: readonly Ranked[];
  readonly input: JobInput;
  readonly isOpenable: boolean;
  readonly seed: bigint;
  readonly signal: AbortSignal;
  /** Answers wanted at a time; one that fails is replaced by the next in line. */
  readonly width: number;
  /** How long the others may still take once all but one have ended. */
  readonly graceMs: number;
  /** Tells whether these answers are enough; when not, the next ones are asked, up to twice the width. */
  readonly isEnough: (outcomes: readonly Outcome[]) => boolean;
};

/** Asks several experts at once, and more of them while the answers are not enough. */
export async function askSeveral(options: Options): Promise<readonly Outcome[]> {
  const { ranked, width, isEnough } = options;
  const outcomes: Outcome[] = [];
  let next = 0;
  while (next < ranked.length && !options.signal.aborted) {
    const answered = outcomes.filter(({ status }) => status === 'answered').length;
    const isDone = answered > 0 && (isEnough(outcomes) || answered >= 2 * width);
    if (isDone) break;
    const wave = ranked.slice(next, next + width);
    next += wave.length;
    outcomes.push(...(await askWave(wave, options)));
  }
  return outcomes;
}

/** How many experts to ask, and how long to wait for those behind the leader. */
export type Rung = { readonly width: number; readonly graceMs: number };

export type LadderOptions = {
  /** Scores nearer than this are a thin margin. */
  readonly thinMargin?: number;
  /** A best score below this is low confidence. */
  readonly lowScore?: number;
};

/**
 * Chooses how many experts to ask from the scores, best first: two, so that there is something to compare with, and
 * three when the margin is thin or confidence is low.
 */
export function chooseRung(scores: readonly number[], { thinMargin = 0.1, lowScore = 0.5 }: LadderOptions = {}): Rung {
  const [best = 0, second = 0] = scores;
  const isUnsure = best < lowScore || best - second < thinMargin;
  return isUnsure ? { width: 3, graceMs: 300 } : { width: 2, graceMs: 0 };
}

async function askWave(wave: readonly Ranked[], options: Options): Promise<readonly Outcome[]> {
  const { attempt, input, isOpenable, seed, graceMs } = options;
  const patience = new AbortController();
  const signal = AbortSignal.any([options.signal, patience.signal]);
  let timer: NodeJS.Timeout | undefined;
  let ended = 0;
  const asked = wave.map(async (ranked) => {
    const outcome = await attempt(ranked, { input, isOpenable, seed, signal });
    ended += 1;
    if (ended === wave.length - 1) timer = setTimeout(() => patience.abort(), graceMs);
    return outcome;
  });
  try {
    return await Promise.all(asked);
  } finally {
    clearTimeout(timer);
  }
}
