import { type Message, TopicValidatorResult } from '@libp2p/gossipsub';
import type { PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import { callPeer, serveProtocol } from './exchanges.ts';
import type { Host } from './host.ts';
import { keepConnected } from './keepConnected.ts';
import type { Network } from './network.ts';

export type NetworkOptions = {
  readonly host: Host;
  /** Multiaddrs with /p2p/ of peers to stay connected to. */
  readonly bootstrap?: readonly string[];
  readonly onTrouble?: OnTrouble;
};

const DIAL_MS = 5_000;

/** Peers over a running libp2p host. `stop` ends the host too. */
export function createNetwork(options: NetworkOptions): Network & { readonly stop: () => Promise<void> } {
  const { host } = options;
  const onTrouble = options.onTrouble ?? (() => {});
  const gossip = createGossip(host);
  const connecting = (options.bootstrap ?? []).map((address) => keepConnected({ host, address, onTrouble }));
  for (const duty of connecting) duty.start();
  return {
    peerId: host.peerId.toString(),
    multiaddrs: () => host.getMultiaddrs().map(String),
    peers: () => host.getPeers().map(String),
    connect: async (address, { signal } = {}) => {
      await within(DIAL_MS, signal, (ended) => host.dial(multiaddr(address), { signal: ended }));
    },
    handle: (protocol, { maxBytes }, handler) => serveProtocol({ host, protocol, maxBytes, handler, onTrouble }),
    call: (peerId, frame, call) => callPeer(host, peerIdFromString(peerId), frame, call),
    publish: gossip.publish,
    subscribe: gossip.subscribe,
    stop: async () => {
      await Promise.all(connecting.map((duty) => duty.stop()));
      await host.stop();
    },
  };
}

/** Signed gossip over topics; a message is forwarded only after `accept` has said yes. */
function createGossip(host: Host): Pick<Network, 'publish' | 'subscribe'> {
  const { pubsub } = host.services;
  return {
    publish: async (topic, bytes) => (await pubsub.publish(topic, bytes)).recipients.length,
    subscribe: async (topic, accept, onMessage) => {
      const validate = async (_: PeerId, message: Message): Promise<TopicValidatorResult> => {
        if (message.type !== 'signed') return TopicValidatorResult.Reject;
        const accepted = await accept(toGossip(message.from, message.data)).catch(() => false);
        if (accepted) onMessage(toGossip(message.from, message.data));
        return accepted ? TopicValidatorResult.Accept : TopicValidatorResult.Reject;
      };
      pubsub.topicValidators.set(topic, validate);
      pubsub.subscribe(topic);
    },
  };
}

function toGossip(from: PeerId, bytes: Uint8Array): { peerId: string; bytes: Uint8Array } {
  return { peerId: from.toString(), bytes };
}
