import { BaseError } from '../protocol/errors/BaseError.ts';

/**
 * Waits for work on a network, and for no longer than a limit. The work is given a signal that fires when the limit has
 * passed or the caller gave up, and is left alone when it does not listen. @throws TimeLimitError
 */
export function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(milliseconds, signal, async (ended) => {
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
    }
  });
}

/** Waits for work that ends by itself when its signal fires, with what it has by then. */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ended, release } = startLimit(milliseconds, signal);
  try {
    return await work(ended);
  } finally {
    release();
  }
}

/** The same for work that comes piece by piece; its signal fires too when nobody reads on. */
export async function* streamWithin<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const { ended, release, limit } = startLimit(milliseconds, signal);
  try {
    yield* work(ended);
  } finally {
    limit.abort();
    release();
  }
}

function startLimit(milliseconds: number, signal: AbortSignal | undefined) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TimeLimitError(milliseconds)), milliseconds);
  const ended = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  return { ended, limit, release: () => clearTimeout(timer) };
}

/** What was waited for took too long. */
export class TimeLimitError extends BaseError {
  override readonly name = 'TimeLimitError';
  override readonly kind = 'unavailable';
  constructor(milliseconds: number) {
    super('It took too long.', { values: { milliseconds } });
  }
}
