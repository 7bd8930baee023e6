import { BaseError } from '../protocol/errors/BaseError.ts';

/**
 * Waits for work on a network, and for no longer than a limit. The work is given a signal that fires when the limit has
 * passed or the caller gave up, and is left alone when it does not listen. @throws TimeLimitError
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ended, release } = startLimit(milliseconds, signal);
  let fail = () => {};
  const over = new Promise<never>((_, reject) => {
    fail = () => reject(ended.reason);
  });
  ended.addEventListener('abort', fail, { once: true });
  try {
    ended.throwIfAborted();
    return await Promise.race([work(ended), over]);
  } finally {
    ended.removeEventListener('abort', fail);
    release();
  }
}

/** The same for work that comes piece by piece; its signal fires too when nobody reads on. @throws TimeLimitError */
export async function* streamWithin<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const { ended, release, stop } = startLimit(milliseconds, signal);
  try {
    yield* work(ended);
  } finally {
    stop();
    release();
  }
}

function startLimit(milliseconds: number, signal: AbortSignal | undefined) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TimeLimitError(milliseconds)), milliseconds);
  return {
    ended: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
    stop: () => limit.abort(),
    release: () => clearTimeout(timer),
  };
}

/** What was waited for took too long. */
export class TimeLimitError extends BaseError {
  override readonly name = 'TimeLimitError';
  override readonly kind = 'unavailable';
  constructor(milliseconds: number) {
    super('It took too long.', { values: { milliseconds } });
  }
}
