import type { Connection, PeerId, Stream } from '@libp2p/interface';
import { lpStream, UnexpectedEOFError } from '@libp2p/utils';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type OnTrouble, sparingly } from '../trouble.ts';
import { TimeLimitError, within } from '../within.ts';
import type { Host } from './host.ts';
import type { CallOptions, Exchange } from './network.ts';

const OPEN_MS = 5_000;
const FIRST_FRAME_MS = 10_000;
const NEXT_FRAME_MS = 5_000;

/** Sends one frame and yields the answer's frames. A caller that stops reading resets the stream, which tells the peer. */
export async function* callPeer(
  host: Host,
  peer: PeerId,
  frame: Uint8Array,
  options: CallOptions,
): AsyncIterable<Uint8Array> {
  options.signal?.throwIfAborted();
  const frames = await openFrames(host, peer, options);
  let finished = false;
  try {
    await frames.write(frame, options.signal);
    let wait = options.firstFrameMs ?? FIRST_FRAME_MS;
    for (;;) {
      const next = await frames.read(wait, options.signal);
      if (next === null) break;
      yield next;
      wait = options.nextFrameMs ?? NEXT_FRAME_MS;
    }
    finished = true;
    await frames.close();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw toCallError(peer, options.protocol, error);
  } finally {
    if (!finished) frames.abort('the caller is no longer interested');
  }
}

async function openFrames(host: Host, peer: PeerId, options: CallOptions): Promise<Frames> {
  try {
    const stream = await within(OPEN_MS, options.signal, (signal) =>
      host.dialProtocol(peer, options.protocol, { signal, runOnLimitedConnection: true }),
    );
    return toFrames(stream, options.maxBytes);
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new PeerUnreachableError(peer, options.protocol, cause);
  }
}

function toCallError(peer: PeerId, protocol: string, error: unknown): BaseError {
  return error instanceof TimeLimitError
    ? new PeerTimeoutError(peer, protocol, error)
    : new PeerUnreachableError(peer, protocol, error);
}

/** The peer cannot be dialled, does not speak the protocol, is too busy for one more stream, or went away. */
export class PeerUnreachableError extends BaseError {
  override readonly name = 'PeerUnreachableError';
  override readonly kind = 'unavailable';
  constructor(peer: PeerId, protocol: string, cause: unknown) {
    super('The peer does not answer.', { values: { peer, protocol }, cause });
  }
}

export class PeerTimeoutError extends BaseError {
  override readonly name = 'PeerTimeoutError';
  override readonly kind = 'unavailable';
  constructor(peer: PeerId, protocol: string, cause: unknown) {
    super('The peer took too long to answer.', { values: { peer, protocol }, cause });
  }
}

type Options = {
  readonly host: Host;
  readonly protocol: string;
  readonly maxBytes: number;
  readonly handler: (exchange: Exchange) => Promise<void>;
  readonly onTrouble: OnTrouble;
};

const REQUEST_MS = 5_000;
const MAX_STREAMS_PER_PEER = 256;

/** Answers one protocol. Whatever a peer or a handler does wrong ends that stream and nothing else. */
export async function serveProtocol({ host, protocol, maxBytes, handler, onTrouble }: Options): Promise<void> {
  const tell = sparingly(onTrouble);
  const serve = async (stream: Stream, connection: Connection): Promise<void> => {
    const frames = toFrames(stream, maxBytes);
    const gone = new AbortController();
    stream.addEventListener('close', () => gone.abort(new StreamEndedError('the peer went away')));
    try {
      const request = await frames.read(REQUEST_MS);
      if (request === null) return await frames.close();
      const { signal } = gone;
      const peerId = connection.remotePeer.toString();
      await handler({ peerId, request, reply: (frame) => frames.write(frame, signal), signal });
      await frames.close();
    } catch (cause) {
      // Aborting closes the stream, which looks as if the peer had gone.
      if (!gone.signal.aborted) tell({ message: `serving ${protocol} failed`, cause });
      frames.abort(cause);
    }
  };
  const limits = { maxInboundStreams: MAX_STREAMS_PER_PEER, maxOutboundStreams: MAX_STREAMS_PER_PEER };
  await host.handle(protocol, (stream, connection) => void serve(stream, connection), {
    ...limits,
    runOnLimitedConnection: true,
  });
}

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
function toFrames(stream: Stream, maxBytes: number): Frames {
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
