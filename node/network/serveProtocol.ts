import type { Connection, Stream } from '@libp2p/interface';
import type { OnTrouble } from '../trouble.ts';
import { StreamEndedError, toFrames } from './frames.ts';
import type { Host } from './host.ts';
import type { Exchange } from './network.ts';

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
      frames.abort(cause);
      if (!gone.signal.aborted) onTrouble({ message: `serving ${protocol} failed`, cause });
    }
  };
  const limits = { maxInboundStreams: MAX_STREAMS_PER_PEER, maxOutboundStreams: MAX_STREAMS_PER_PEER };
  await host.handle(protocol, (stream, connection) => void serve(stream, connection), {
    ...limits,
    runOnLimitedConnection: true,
  });
}
