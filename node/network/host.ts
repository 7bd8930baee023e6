import { gossipsub } from '@libp2p/gossipsub';
import { createPeerScoreParams, createTopicScoreParams } from '@libp2p/gossipsub/score';
import { identify } from '@libp2p/identify';
import type { PrivateKey } from '@libp2p/interface';
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht';
import { noise } from '@libp2p/noise';
import { ping } from '@libp2p/ping';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { LEASE_TOPIC } from '../../protocol/messages/lease.ts';

const KAD_PROTOCOL = '/tilth/kad/1.0.0';

export type HostOptions = {
  readonly privateKey: PrivateKey;
  /** Multiaddrs to listen on, such as /ip4/127.0.0.1/tcp/0. */
  readonly listen: readonly string[];
};

const HOUR = 3_600_000;

/** Starts the node's one libp2p host, which the network and the block exchange share. @throws ListenError */
export async function startHost(options: HostOptions) {
  try {
    return await createLibp2p({
      privateKey: options.privateKey,
      addresses: { listen: [...options.listen] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux({ streamOptions: { maxWriteBufferLength: 24 * 1024 * 1024 } })],
      // The default of 5 inbound connections a second per address refuses honest peers behind one address.
      connectionManager: { maxConnections: 300, inboundConnectionThreshold: 200, dialTimeout: 5000 },
      // By default the first ping later than a few seconds ends the connection of a merely busy peer.
      connectionMonitor: { pingInterval: 10_000, pingTimeout: { minTimeout: 20_000 } },
      // Provider records live 48 h; a server that forgets a provider's address sooner fails the whole query.
      peerStore: { maxAddressAge: 48 * HOUR, maxPeerAge: 48 * HOUR },
      services: {
        identify: identify(),
        ping: ping(),
        // The default mapper hides private addresses, and with them every node of a local commons.
        dht: kadDHT({ protocol: KAD_PROTOCOL, clientMode: false, peerInfoMapper: passthroughMapper, kBucketSize: 8 }),
        pubsub: gossipsub({
          globalSignaturePolicy: 'StrictSign',
          allowPublishToZeroTopicPeers: true,
          ignoreDuplicatePublishError: true,
          emitSelf: false,
          floodPublish: true,
          scoreParams: scoreParams(),
        }),
      },
    });
  } catch (cause) {
    throw new ListenError(options.listen, cause);
  }
}

/** Gossip scores: a peer that keeps sending messages we refuse leaves the mesh; sharing an address costs nothing. */
function scoreParams() {
  const leases = createTopicScoreParams({
    topicWeight: 1,
    timeInMeshWeight: 0.01,
    firstMessageDeliveriesWeight: 1,
    meshMessageDeliveriesWeight: 0,
    meshFailurePenaltyWeight: 0,
    invalidMessageDeliveriesWeight: -50,
    invalidMessageDeliveriesDecay: 0.9,
  });
  return createPeerScoreParams({ IPColocationFactorWeight: 0, topics: { [LEASE_TOPIC]: leases } });
}

/** A running libp2p host with the services that this node uses. */
export type Host = Awaited<ReturnType<typeof startHost>>;

export class ListenError extends BaseError {
  override readonly name = 'ListenError';
  override readonly kind = 'conflict';
  constructor(listen: readonly string[], cause: unknown) {
    const ports = listen.map((address) => address.match(/\/tcp\/(\d+)/)?.[1] ?? address).join(', ');
    super(`The node cannot listen for peers on port ${ports}.`, {
      values: { listen: listen.join(' ') },
      hint: 'Another program may use the port: stop it, or change "listen" in config.json.',
      cause,
    });
  }
}
