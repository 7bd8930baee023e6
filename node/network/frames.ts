import type { Stream } from '@libp2p/interface';
import { lpStream } from '@libp2p/utils';

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
  const within = (milliseconds: number, signal?: AbortSignal) => {
    const timeout = AbortSignal.timeout(milliseconds);
    return { signal: signal ? AbortSignal.any([timeout, signal]) : timeout };
  };
  return {
    read: async (milliseconds, signal) => {
      try {
        return (await lp.read(within(milliseconds, signal))).subarray();
      } catch (error) {
        if (error instanceof Error && error.name === 'UnexpectedEOFError' && stream.status !== 'reset') return null;
        throw toError(error);
      }
    },
    write: async (frame, signal) => {
      try {
        await lp.write(frame, within(WRITE_MS, signal));
      } catch (error) {
        throw toError(error);
      }
    },
    close: async () => {
      await stream
        .close({ signal: AbortSignal.timeout(CLOSE_MS) })
        .catch((error: unknown) => stream.abort(toError(error)));
    },
    abort: (reason) => stream.abort(toError(reason)),
  };
}

/** libp2p rejects with undefined when the peer resets a stream. */
function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the peer reset the stream', { cause: error });
}
