import { encodeMessage } from '../../protocol/messages/frame.ts';
import { LEASE_TOPIC, type Lease, leaseMessage } from '../../protocol/messages/lease.ts';
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

/** How often a node announces itself when nothing else is said. */
export const BEAT_MS = 30_000;

const BEATS_PER_LIFE = 3;

/** How long a lease lives: a few beats, so that one that was lost does not end it. */
export function lifeOfLease(beatMs: number): number {
  return beatMs * BEATS_PER_LIFE;
}

/** Creates what tells the others, beat by beat, that this node lives and what it serves. */
export function createAnnouncer(
  { network, directory, describe, now = Date.now, onTrouble = () => {} }: AnnouncerComponents,
  { beatMs = BEAT_MS }: { readonly beatMs?: number } = {},
): Announcer {
  // Clocks only move forward here, so that a restarted node still counts upwards.
  let sequence = now();

  const announce = async (): Promise<void> => {
    sequence = Math.max(sequence + 1, now());
    const lease: Lease = { v: 1, ...describe(), sequence, expiresAt: now() + lifeOfLease(beatMs) };
    await directory.take(network.peerId, lease);
    await network.publish(LEASE_TOPIC, encodeMessage(leaseMessage, lease));
  };
  const beat = createDuty({
    name: 'announcing this node',
    every: beatMs,
    // A lease outlives few beats, so one that failed is not waited for longer than any other.
    retry: { first: beatMs, most: beatMs },
    work: announce,
    onTrouble,
  });
  return { start: beat.start, stop: beat.stop, announce };
}
