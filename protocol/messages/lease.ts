import { z } from 'zod';
import { NODE_ROLES } from '../nodeRole.ts';
import { bytes32, count, expertKind } from '../scalars.ts';
import type { Message } from './frame.ts';

/** The gossip topic of leases. */
export const LEASE_TOPIC = '/tilth/leases/1';

const leasedExpert = z.strictObject({
  expertId: count,
  kind: expertKind,
  domain: z.string().max(60),
  manifestHash: bytes32,
  adapterHash: bytes32,
  /** Unit vectors of the hashed-n-gram embedding that tell what the expert is good at. */
  centroids: z.array(z.instanceof(Uint8Array)).max(8),
  /** Tokens that a prompt and its answer may have together; null where none are counted. */
  context: count.nullable(),
});

/** An expert as its node announces it. */
export type LeasedExpert = z.infer<typeof leasedExpert>;

const lease = z.strictObject({
  v: z.literal(1),
  /** Rises with each beat of a node; an older one never replaces a newer one. */
  sequence: count,
  /** Unix milliseconds. */
  expiresAt: count,
  operatorId: count,
  roles: z.array(z.enum(NODE_ROLES)),
  multiaddrs: z.array(z.string().max(200)).max(8),
  api: z.string().max(200),
  queue: count,
  capacity: count,
  experts: z.array(leasedExpert).max(64),
});

/** What a node says of itself every beat, signed by its libp2p key through gossipsub. */
export type Lease = z.infer<typeof lease>;

/** What a node announces. */
export const leaseMessage: Message<Lease> = { name: 'lease', maxBytes: 64 * 1024, schema: lease };

/** How often a node announces itself when its configuration says nothing else. */
export const BEAT_MS = 30_000;

const BEATS_PER_LIFE = 3;

/** How long a lease lives: a few beats, so that one that was lost does not end it. */
export function lifeOfLease(beatMs: number): number {
  return beatMs * BEATS_PER_LIFE;
}
