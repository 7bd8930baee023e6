import { BaseError } from '../protocol/errors/BaseError.ts';

/** What is waited for, how long, and how often it is looked for. */
export type PollOptions = {
  /** What is waited for, as the error names it. */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
};

/**
 * Asks again until there is an answer.
 * @throws TimedOutError naming what was waited for
 * @example
 * import { createClient, poll } from 'tilth/client';
 *
 * declare const id: string;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const anchored = await poll({ what: 'the anchor' }, async () => {
 *   const receipt = await client.receipt({ id });
 *   return receipt.inclusion && receipt;
 * });
 * console.log(anchored.inclusion?.size);
 */
export async function poll<T>(options: PollOptions, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const { what, timeoutMs = 60_000, everyMs = 250, signal } = options;
  const until = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) throw new TimedOutError(what, timeoutMs);
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

/** Something did not happen in time. */
export class TimedOutError extends BaseError {
  override readonly name = 'TimedOutError';
  override readonly kind = 'unavailable';
  constructor(what: string, milliseconds: number) {
    super(`Waited too long for ${what}.`, {
      values: { milliseconds },
      hint: 'The logs folder of the commons says more.',
    });
  }
}
