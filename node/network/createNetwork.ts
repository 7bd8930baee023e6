import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { callPeer } from './callPeer.ts';
import { createGossip } from './gossip.ts';
import type { Host } from './host.ts';
import { keepConnected } from './keepConnected.ts';
import type { Network } from './network.ts';
import { serveProtocol } from './serveProtocol.ts';

export type NetworkOptions = {
  readonly host: Host;
  /** Multiaddrs with /p2p/ of peers to stay connected to. */
  readonly bootstrap?: readonly string[];
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

/** Peers over a running libp2p host. `stop` ends the host too. */
export function createNetwork(options: NetworkOptions): Network & { readonly stop: () => Promise<void> } {
  const { host } = options;
  const onTrouble = options.onTrouble ?? (() => {});
  const ending = new AbortController();
  const gossip = createGossip(host);
  keepConnected({ host, addresses: options.bootstrap ?? [], signal: ending.signal, onTrouble });
  return {
    peerId: host.peerId.toString(),
    multiaddrs: () => host.getMultiaddrs().map(String),
    peers: () => host.getPeers().map(String),
    connect: async (address, { signal } = {}) => {
      await host.dial(multiaddr(address), { signal: signal ?? AbortSignal.timeout(5000) });
    },
    handle: (protocol, { maxBytes }, handler) => serveProtocol({ host, protocol, maxBytes, handler, onTrouble }),
    call: (peerId, frame, call) => callPeer(host, peerIdFromString(peerId), frame, call),
    publish: gossip.publish,
    subscribe: gossip.subscribe,
    stop: async () => {
      ending.abort();
      await host.stop();
    },
  };
}
