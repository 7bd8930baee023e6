import type { Hex } from 'viem';
import { unpackVector } from '../../protocol/embedding/embed.ts';
import { BadMessageError, decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { LEASE_TOPIC, type Lease, leaseMessage } from '../../protocol/messages/lease.ts';
import type { Members } from '../identity/members.ts';
import type { Network } from '../network/network.ts';
import type { Candidate } from './candidate.ts';

/** What a node says of itself; the directory adds the number and the expiry. */
type Announcement = Omit<Lease, 'v' | 'sequence' | 'expiresAt'>;

/** A lease that holds: its node is bound to an active operator. */
type HeldLease = { readonly peerId: string; readonly account: Hex; readonly lease: Lease };

/** Candidates are made once per lease, not once per question. */
type Held = HeldLease & { readonly candidates: readonly Candidate[] };

type DropReason = 'malformed' | 'expired' | 'stale' | 'unbound' | 'expert-inactive' | 'crowded';

export type Directory = {
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  /** Publishes this node's lease now; call it when what is announced has changed. */
  readonly announce: () => Promise<void>;
  readonly leases: () => readonly HeldLease[];
  readonly candidates: () => readonly Candidate[];
  /** How many leases (or experts in them) were not taken, by reason. */
  readonly dropped: () => Readonly<Record<DropReason, number>>;
};

export type DirectoryComponents = {
  readonly network: Pick<Network, 'peerId' | 'publish' | 'subscribe'>;
  readonly members: Pick<Members, 'operatorOfPeer' | 'isExpertOf'>;
  readonly describe: () => Announcement;
  /** Told of each lease that was taken. */
  readonly onLease?: (held: HeldLease) => void;
  readonly now?: () => number;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

export type DirectoryOptions = {
  readonly beatMs?: number;
  /** Leases live for this many beats. */
  readonly beats?: number;
  readonly most?: number;
};

/** How far ahead of our clock an expiry may lie beyond the life of a lease. */
const SKEW_MS = 60_000;

/** Creates the directory of live experts: leases of nodes, heard by gossip and checked against the chain. */
export function createDirectory(
  { network, members, describe, now = Date.now, onTrouble, onLease }: DirectoryComponents,
  { beatMs = 30_000, beats = 3, most = 10_000 }: DirectoryOptions = {},
): Directory {
  const held = new Map<string, Held>();
  const dropped: Record<DropReason, number> = {
    malformed: 0,
    expired: 0,
    stale: 0,
    unbound: 0,
    'expert-inactive': 0,
    crowded: 0,
  };
  const lifeMs = beatMs * beats;
  // Clocks only move forward here, so that a restarted node still counts upwards.
  let sequence = now();
  let timer: NodeJS.Timeout | undefined;

  const read = (bytes: Uint8Array): Lease | null => {
    try {
      return decodeMessage(leaseMessage, bytes);
    } catch (error) {
      if (error instanceof BadMessageError) return null;
      throw error;
    }
  };
  const drop = (reason: DropReason): false => {
    dropped[reason] += 1;
    return false;
  };
  const forgetExpired = () => {
    for (const [peerId, { lease }] of held) if (lease.expiresAt <= now()) held.delete(peerId);
  };

  const take = async (peerId: string, lease: Lease): Promise<boolean> => {
    if (lease.expiresAt <= now() || lease.expiresAt > now() + lifeMs + SKEW_MS) return drop('expired');
    if (lease.sequence <= (held.get(peerId)?.lease.sequence ?? -1)) return drop('stale');
    const operator = await members.operatorOfPeer(peerId);
    if (!operator || operator.operatorId !== lease.operatorId) return drop('unbound');
    const checks = await Promise.all(
      lease.experts.map(({ expertId }) => members.isExpertOf(expertId, operator.operatorId)),
    );
    dropped['expert-inactive'] += checks.filter((isActive) => !isActive).length;
    forgetExpired();
    if (!held.has(peerId) && held.size >= most) return drop('crowded');
    if (lease.sequence <= (held.get(peerId)?.lease.sequence ?? -1)) return drop('stale');
    const experts = lease.experts.filter((_, i) => checks[i]);
    const taken: HeldLease = { peerId, account: operator.account, lease: { ...lease, experts } };
    held.set(peerId, { ...taken, candidates: toCandidates(taken) });
    onLease?.(taken);
    return true;
  };

  const accept = async ({ peerId, bytes }: { peerId: string; bytes: Uint8Array }): Promise<boolean> => {
    const lease = read(bytes);
    if (!lease) return drop('malformed');
    try {
      const staleBefore = dropped.stale;
      // Messages overtake each other on the way, which is no offence of whoever forwards them.
      return (await take(peerId, lease)) || dropped.stale > staleBefore;
    } catch (cause) {
      onTrouble?.({ message: 'a lease could not be checked', cause });
      // Our own outage is not the sender's fault either; it only stays out of this directory.
      return true;
    }
  };

  const announce = async (): Promise<void> => {
    sequence = Math.max(sequence + 1, now());
    const lease: Lease = { v: 1, ...describe(), sequence, expiresAt: now() + lifeMs };
    await take(network.peerId, lease);
    await network.publish(LEASE_TOPIC, encodeMessage(leaseMessage, lease));
  };
  const beat = () => {
    forgetExpired();
    announce().catch((cause: unknown) => onTrouble?.({ message: 'the lease was not published', cause }));
  };

  return {
    start: async () => {
      await network.subscribe(LEASE_TOPIC, accept, () => undefined);
      timer = setInterval(beat, beatMs);
      beat();
    },
    stop: () => clearInterval(timer),
    announce,
    leases: () => {
      forgetExpired();
      return [...held.values()];
    },
    candidates: () => {
      forgetExpired();
      return [...held.values()].flatMap((one) => one.candidates);
    },
    dropped: () => ({ ...dropped }),
  };
}

function toCandidates({ peerId, account, lease }: HeldLease): readonly Candidate[] {
  return lease.experts.map((expert) => ({
    expertId: String(expert.expertId),
    peerId,
    operatorId: lease.operatorId,
    account,
    kind: expert.kind,
    domain: expert.domain,
    manifestHash: expert.manifestHash,
    adapterHash: expert.adapterHash,
    centroids: expert.centroids.map(unpackVector).filter((vector) => vector !== null),
    queue: lease.queue,
    capacity: lease.capacity,
  }));
}
