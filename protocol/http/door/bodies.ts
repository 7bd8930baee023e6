import { concatBytes } from '../../concatBytes.ts';
import { BaseError } from '../../errors/BaseError.ts';
import { toNetwork } from './rates.ts';

/** Bounds of one body; a route has its own `maxBytes`. */
export type BodyOptions = {
  /** Whom the body counts against. */
  readonly address: string;
  readonly maxBytes: number;
  /** What its sender says that it is. */
  readonly announced?: number | undefined;
};

export type BodyLimits = {
  /** How long the first byte and the rest of a small body may take. */
  readonly deadlineMs?: number;
  /** Bodies of one address, and of all, that may be on their way at once. */
  readonly perAddress?: number;
  readonly inAll?: number;
  /** Bytes of all bodies on their way. */
  readonly heldBytes?: number;
};

/** A large body may take longer than the deadline while it comes at least this fast. */
const LEAST_BYTES_PER_MS = 256;

type Open = { readonly address: string; bytes: number; readonly end: (cause: BaseError) => void };

/**
 * Returns what reads bodies whole, before anything else is done for a request. When an address has too many on their way,
 * its oldest is ended: who sends slowly makes room for who sends at once, and nobody else is kept out.
 */
export function createBodyReader(limits: BodyLimits = {}) {
  const { deadlineMs = 5_000, perAddress = 64, inAll = 1024, heldBytes = 128 * 1024 * 1024 } = limits;
  const open = new Set<Open>();
  let held = 0;

  /** Ends the oldest of whoever holds the most, so that a body that fits is not lost for those of somebody else. */
  const free = () => {
    const owners = Map.groupBy(open, ({ address }) => address);
    const sumOf = (own: readonly Open[]) => own.reduce((sum, { bytes }) => sum + bytes, 0);
    const most = [...owners.values()].reduce((a, b) => (sumOf(b) > sumOf(a) ? b : a), []);
    const oldest = most.find(({ bytes }) => bytes > 0);
    if (!oldest) return;
    held -= oldest.bytes;
    oldest.bytes = 0;
    open.delete(oldest);
    oldest.end(new BodyIncompleteError());
  };

  const makeRoom = (address: string) => {
    const own = [...open].filter((it) => it.address === address);
    if (own.length >= perAddress) own[0]?.end(new BodyIncompleteError());
    else if (open.size >= inAll) open.values().next().value?.end(new BodyIncompleteError());
  };

  /** @throws BodyTooLargeError, BodyIncompleteError */
  return async (source: AsyncIterable<Uint8Array>, { address, maxBytes, announced = 0 }: BodyOptions) => {
    if (announced > maxBytes) throw new BodyTooLargeError(maxBytes);
    const network = toNetwork(address);
    makeRoom(network);
    let end: Open['end'] = () => {};
    const ended = new Promise<never>((_, fail) => {
      end = fail;
    });
    ended.catch(() => {});
    const body: Open = { address: network, bytes: 0, end };
    open.add(body);
    const started = performance.now();
    const look = () => {
      const left = started + deadlineMs + body.bytes / LEAST_BYTES_PER_MS - performance.now();
      if (left <= 0) return end(new BodyIncompleteError());
      timer = setTimeout(look, left + 1);
    };
    let timer = setTimeout(look, deadlineMs);
    const chunks: Uint8Array[] = [];
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await Promise.race([nextOf(iterator), ended]);
        // Ended in the same moment as this came.
        if (!open.has(body)) throw new BodyIncompleteError();
        if (done) return concatBytes(chunks);
        body.bytes += value.byteLength;
        held += value.byteLength;
        if (held > heldBytes) free();
        if (body.bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
        chunks.push(value);
      }
    } finally {
      clearTimeout(timer);
      open.delete(body);
      held -= body.bytes;
    }
  };
}

function nextOf<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  return iterator.next().catch((cause: unknown) => {
    throw new BodyIncompleteError(cause);
  });
}

/** A body is larger than its route takes. */
export class BodyTooLargeError extends BaseError {
  override readonly name = 'BodyTooLargeError';
  override readonly kind = 'tooLarge';
  constructor(limit: number) {
    super('The request is too large.', { values: { limit } });
  }
}

/** A body did not come whole and in time, or made room for one that came after it. */
export class BodyIncompleteError extends BaseError {
  override readonly name = 'BodyIncompleteError';
  override readonly kind = 'busy';
  constructor(cause?: unknown) {
    super('The body did not come whole and in time.', { hint: 'Send it again.', cause });
  }
}
