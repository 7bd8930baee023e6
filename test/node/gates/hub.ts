import { createFeed } from '../../../node/gates/runDecoders.ts';
import { PeerTimeoutError, PeerUnreachableError } from '../../../node/network/exchanges.ts';
import type { Exchange, Network } from '../../../node/network/network.ts';

type Handler = { readonly maxBytes: number; readonly answer: (exchange: Exchange) => Promise<void> };
type Listener = {
  accept: (m: { peerId: string; bytes: Uint8Array }) => Promise<boolean>;
  onMessage: (m: { peerId: string; bytes: Uint8Array }) => void;
};

/** A network in memory: the same calls, time limits and size limits, and peers that can be killed. */
export function createHub() {
  const handlers = new Map<string, Handler>();
  const listeners = new Map<string, Map<string, Listener>>();
  const alive = new Map<string, AbortController>();

  const join = (peerId: string): Network => {
    alive.set(peerId, new AbortController());
    return {
      peerId,
      multiaddrs: () => [`/memory/${peerId}`],
      peers: () => [...alive.keys()].filter((peer) => peer !== peerId),
      connect: async () => undefined,
      handle: async (protocol, { maxBytes }, answer) =>
        void handlers.set(`${peerId} ${protocol}`, { maxBytes, answer }),
      call: (to, frame, options) => call(peerId, to, frame, options),
      publish: async (topic, bytes) => {
        const others = [...(listeners.get(topic) ?? [])].filter(([peer]) => peer !== peerId);
        for (const [, listener] of others) {
          if (await listener.accept({ peerId, bytes })) listener.onMessage({ peerId, bytes });
        }
        return others.length;
      },
      subscribe: async (topic, accept, onMessage) => {
        const all = listeners.get(topic) ?? new Map<string, Listener>();
        listeners.set(topic, all.set(peerId, { accept, onMessage }));
      },
    };
  };

  async function* call(
    from: string,
    to: string,
    request: Uint8Array,
    options: Parameters<Network['call']>[2],
  ): AsyncIterable<Uint8Array> {
    const { protocol, maxBytes, signal, firstFrameMs = 10_000, nextFrameMs = 5_000 } = options;
    signal?.throwIfAborted();
    const life = alive.get(to);
    const handler = handlers.get(`${to} ${protocol}`);
    if (!life || life.signal.aborted || !handler)
      throw new PeerUnreachableError(to as never, protocol, 'nobody is there');
    const gone = new AbortController();
    const feed = createFeed<Uint8Array>();
    const fail = () =>
      feed.fail(signal?.aborted ? signal.reason : new PeerUnreachableError(to as never, protocol, 'reset'));
    signal?.addEventListener('abort', fail);
    life.signal.addEventListener('abort', fail);
    const reply = async (frame: Uint8Array) => {
      gone.signal.throwIfAborted();
      if (frame.byteLength > maxBytes)
        return feed.fail(new PeerUnreachableError(to as never, protocol, 'the frame is too large'));
      feed.push(frame);
      await new Promise((resolve) => setImmediate(resolve));
    };
    handler.answer({ peerId: from, request, reply, signal: gone.signal }).then(feed.end, fail);
    const frames = feed[Symbol.asyncIterator]();
    try {
      for (let wait = firstFrameMs; ; wait = nextFrameMs) {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new PeerTimeoutError(to as never, protocol, 'slow')), wait);
        });
        const next = await Promise.race([frames.next(), late]).finally(() => clearTimeout(timer));
        if (next.done) return;
        yield next.value;
      }
    } finally {
      gone.abort(new Error('the caller went away'));
      signal?.removeEventListener('abort', fail);
      life.signal.removeEventListener('abort', fail);
    }
  }

  return { join, kill: (peerId: string) => alive.get(peerId)?.abort(new Error('killed')) };
}
