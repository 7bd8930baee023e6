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
        return { status: 'failed', ranked, reason: error.errorClass ?? 'refused', error };
      } finally {
        count(expertId, -1);
      }
    },
  };
}
