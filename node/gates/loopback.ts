import type { Exchange, Network } from '../network/network.ts';
import { createFeed } from './runDecoders.ts';

/** Calls peers over the network, and this node itself directly: libp2p does not dial itself. */
export function withLoopback(
  network: Pick<Network, 'peerId' | 'call'>,
  answer: (exchange: Exchange) => Promise<void>,
): Network['call'] {
  return (peerId, frame, options) => {
    if (peerId !== network.peerId) return network.call(peerId, frame, options);
    return callSelf(peerId, frame, answer, options.signal);
  };
}

async function* callSelf(
  peerId: string,
  request: Uint8Array,
  answer: (exchange: Exchange) => Promise<void>,
  outer?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const feed = createFeed<Uint8Array>();
  const gone = new AbortController();
  const signal = outer ? AbortSignal.any([outer, gone.signal]) : gone.signal;
  signal.addEventListener('abort', () => feed.fail(signal.reason));
  answer({ peerId, request, reply: async (bytes) => feed.push(bytes), signal }).then(feed.end, feed.fail);
  try {
    yield* feed;
  } finally {
    gone.abort();
  }
}
