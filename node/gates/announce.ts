import { BaseError } from '../../protocol/errors/BaseError.ts';
import { encodeMessage } from '../../protocol/messages/frame.ts';
import { BEAT_MS, LEASE_TOPIC, type Lease, leaseMessage, lifeOfLease } from '../../protocol/messages/lease.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { Network } from '../network/network.ts';
import type { OnTrouble } from '../trouble.ts';

/** What a node says of itself; the number and the expiry are added. */
export type Announcement = Omit<Lease, 'v' | 'sequence' | 'expiresAt'>;

export type AnnouncerComponents = {
  readonly network: Pick<Network, 'peerId' | 'publish'>;
  /** This node's own directory, which gossip does not reach. */
  readonly directory: { readonly take: (peerId: string, lease: Lease) => Promise<boolean> };
  readonly describe: () => Announcement;
  readonly now?: () => number;
  readonly onTrouble?: OnTrouble;
};

export type Announcer = Pick<Duty, 'start' | 'stop'> & {
  /** Publishes this node's lease now; call it when what is announced has changed. */
  readonly announce: () => Promise<void>;
};

const FIRST_RETRY_MS = 500;

/** Creates what tells the others, beat by beat, that this node lives and what it serves. */
export function createAnnouncer(
  { network, directory, describe, now = Date.now, onTrouble = () => {} }: AnnouncerComponents,
  { beatMs = BEAT_MS }: { readonly beatMs?: number } = {},
): Announcer {
  // Clocks only move forward here, so that a restarted node still counts upwards.
  let sequence = now();

  const publish = async (): Promise<number> => {
    sequence = Math.max(sequence + 1, now());
    const lease: Lease = { v: 1, ...describe(), sequence, expiresAt: now() + lifeOfLease(beatMs) };
    await directory.take(network.peerId, lease);
    return network.publish(LEASE_TOPIC, encodeMessage(leaseMessage, lease));
  };
  const beat = createDuty({
    name: 'announcing this node',
    every: beatMs,
    // A lease outlives few beats, so one that failed is not waited for longer than any other.
    retry: { first: Math.min(beatMs, FIRST_RETRY_MS), most: beatMs },
    work: async () => {
      if ((await publish()) === 0) throw new NobodyListensError();
    },
    // A node that has just begun has no peers yet, and a commons of one never has.
    onTrouble: (trouble) => {
      if (!(trouble.cause instanceof NobodyListensError)) onTrouble(trouble);
    },
  });
  return { start: beat.start, stop: beat.stop, announce: async () => void (await publish()) };
}

/** No peer was there to hear of this node. */
export class NobodyListensError extends BaseError {
  override readonly name = 'NobodyListensError';
  override readonly kind = 'unavailable';
  constructor() {
    super('No peer listens to leases yet.');
  }
}
