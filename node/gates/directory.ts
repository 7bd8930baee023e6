import type { Hex } from 'viem';
import { unpackVector } from '../../protocol/embedding/embed.ts';
import { BadMessageError, decodeMessage } from '../../protocol/messages/frame.ts';
import { BEAT_MS, LEASE_TOPIC, type Lease, leaseMessage, lifeOfLease } from '../../protocol/messages/lease.ts';
import type { Members } from '../identity/members.ts';
import type { Network } from '../network/network.ts';
import type { OnTrouble } from '../trouble.ts';
import type { Candidate } from './candidates.ts';

/** A lease that holds: its node is bound to an active operator. */
type HeldLease = { readonly peerId: string; readonly account: Hex; readonly lease: Lease };

/** Candidates are made once per lease, not once per question. */
type Held = HeldLease & { readonly candidates: readonly Candidate[] };

/** Why a lease, or an expert in it, was not taken. */
type DropReason = 'malformed' | 'expired' | 'stale' | 'unbound' | 'expert-inactive' | 'crowded';

export type Directory = {
  /** Begins to listen. */
  readonly start: () => Promise<void>;
  /** Takes a lease in, when it holds. */
  readonly take: (peerId: string, lease: Lease) => Promise<boolean>;
  readonly leases: () => readonly HeldLease[];
  readonly candidates: () => readonly Candidate[];
  /** Peers of other live nodes with a role. */
  readonly peersWith: (role: Lease['roles'][number]) => readonly string[];
  /** How many leases (or experts in them) were not taken, by reason. */
  readonly dropped: () => Readonly<Record<DropReason, number>>;
};

export type DirectoryComponents = {
  readonly network: Pick<Network, 'peerId' | 'peers' | 'connect' | 'subscribe'>;
  readonly members: Pick<Members, 'operatorOfPeer' | 'isExpertOf'>;
  readonly now?: () => number;
  readonly onTrouble?: OnTrouble;
};

export type DirectoryOptions = {
  /** How often a node announces itself. */
  readonly beatMs?: number;
  readonly most?: number;
};

/** How far ahead of our clock an expiry may lie beyond the life of a lease. */
const SKEW_MS = 60_000;

/** Creates the directory of live experts: leases of nodes, heard by gossip and checked against the chain. */
export function createDirectory(
  { network, members, now = Date.now, onTrouble }: DirectoryComponents,
  { beatMs = BEAT_MS, most = 10_000 }: DirectoryOptions = {},
): Directory {
  const held = new Map<string, Held>();
  const dropped = { malformed: 0, expired: 0, stale: 0, unbound: 0, 'expert-inactive': 0, crowded: 0 };
  const lifeMs = lifeOfLease(beatMs);

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
  const leases = () => {
    forgetExpired();
    return [...held.values()];
  };

  const meet = ({ peerId, lease }: HeldLease) => {
    const [address] = lease.multiaddrs;
    const isKnown = peerId === network.peerId || network.peers().includes(peerId);
    // A node that cannot be dialled may still dial us, so this is a try and no more.
    if (!isKnown && address) network.connect(address).catch(() => undefined);
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
    meet(taken);
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

  return {
    start: () => network.subscribe(LEASE_TOPIC, accept, () => undefined),
    take,
    leases,
    candidates: () => leases().flatMap((one) => one.candidates),
    peersWith: (role) =>
      leases()
        .filter(({ peerId, lease }) => peerId !== network.peerId && lease.roles.includes(role))
        .map(({ peerId }) => peerId),
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
    context: expert.context,
    queue: lease.queue,
    capacity: lease.capacity,
  }));
}
