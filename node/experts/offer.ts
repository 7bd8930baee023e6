import { bytesToHex } from 'viem';
import { adapterHash } from '../../protocol/blocks/expertManifest.ts';
import type { Lease, LeasedExpert } from '../../protocol/messages/lease.ts';
import type { ServedExpert } from './expert.ts';
import type { ExpertServer } from './serve.ts';

/** What a node's lease says of the experts that it serves now. */
export function offerOf(
  server: Pick<ExpertServer, 'experts' | 'load'> | undefined,
): Pick<Lease, 'experts' | 'queue' | 'capacity'> {
  if (!server) return { experts: [], queue: 0, capacity: 0 };
  return { ...server.load(), experts: server.experts().map(toLeased) };
}

function toLeased({ expertId, manifestCid, version: { manifest, context }, centroids }: ServedExpert): LeasedExpert {
  return {
    expertId: Number(expertId),
    kind: manifest.kind,
    domain: manifest.domain,
    manifestHash: bytesToHex(manifestCid.multihash.digest),
    adapterHash: adapterHash(manifest),
    centroids: centroids.map((centroid) => new Uint8Array(centroid)),
    context: context ?? null,
  };
}
