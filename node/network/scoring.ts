import { createPeerScoreParams, createTopicScoreParams } from '@libp2p/gossipsub/score';
import { LEASE_TOPIC } from '../../protocol/messages/lease.ts';

/** Gossip scores: a peer that keeps sending messages we refuse leaves the mesh; sharing an address costs nothing. */
export function scoreParams() {
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
