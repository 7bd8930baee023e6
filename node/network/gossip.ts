import { type Message, TopicValidatorResult } from '@libp2p/gossipsub';
import type { PeerId } from '@libp2p/interface';
import type { Host } from './host.ts';
import type { Network } from './network.ts';

/** Signed gossip over topics; a message is forwarded only after `accept` has said yes. */
export function createGossip(host: Host): Pick<Network, 'publish' | 'subscribe'> {
  const { pubsub } = host.services;
  return {
    publish: async (topic, bytes) => {
      await pubsub.publish(topic, bytes);
    },
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
