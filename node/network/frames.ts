import type { Stream } from '@libp2p/interface';
import { lpStream, UnexpectedEOFError } from '@libp2p/utils';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { within } from '../within.ts';

/** Length-prefixed frames over one stream; every read and write has an end. */
export type Frames = {
  /** The next frame, or null when the peer closed its side in order. */
  readonly read: (milliseconds: number, signal?: AbortSignal) => Promise<Uint8Array | null>;
  readonly write: (frame: Uint8Array, signal?: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly abort: (reason: unknown) => void;
};

const WRITE_MS = 10_000;
const CLOSE_MS = 5_000;

/** Speaks frames on a stream. `maxBytes` bounds what is read, before it is read. */
export function toFrames(stream: Stream, maxBytes: number): Frames {
  // lpStream's write waits for a slow reader; stream.send would buffer without bound.
  const lp = lpStream(stream, { maxDataLength: maxBytes });
  return {
    read: async (milliseconds, signal) => {
      try {
        return (await within(milliseconds, signal, (ended) => lp.read({ signal: ended }))).subarray();
      } catch (error) {
        if (error instanceof UnexpectedEOFError && stream.status !== 'reset') return null;
        throw toError(error);
      }
    },
    write: async (frame, signal) => {
      try {
        await within(WRITE_MS, signal, (ended) => lp.write(frame, { signal: ended }));
      } catch (error) {
        throw toError(error);
      }
    },
    close: async () => {
      await within(CLOSE_MS, undefined, (signal) => stream.close({ signal })).catch((error: unknown) =>
        stream.abort(toError(error)),
      );
    },
    abort: (reason) => stream.abort(toError(reason)),
  };
}

/** libp2p rejects with undefined when the peer resets a stream. */
function toError(error: unknown): Error {
  return error instanceof Error ? error : new StreamEndedError(error);
}

/** A stream ended before its time: the peer reset it, or this side is no longer interested. */
export class StreamEndedError extends BaseError {
  override readonly name = 'StreamEndedError';
  override readonly kind = 'unavailable';
  constructor(cause: unknown) {
    super('The stream ended before its time.', { cause });
  }
}
