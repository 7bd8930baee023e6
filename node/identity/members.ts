import type { Address } from 'viem';
import type { MemberRows } from './memberFold.ts';
import type { BoundPeers } from './peerFold.ts';
import { peerKeyOf } from './peerKey.ts';

type Operator = { readonly operatorId: number; readonly account: Address };

/** Who belongs to the commons, as far as the chain is followed; the rules are those of the registries. */
export type Members = {
  /** 0 when the account acts for no operator. */
  readonly idOf: (account: Address) => Promise<number>;
  /** The active identity that an account acts for now; 0 for none. */
  readonly identityOf: (account: Address) => Promise<number>;
  /** 0 when no operator has bound the peer. */
  readonly idOfPeer: (peerId: string) => Promise<number>;
  /** The active operator that a peer is bound to. */
  readonly operatorOfPeer: (peerId: string) => Promise<Operator | null>;
  readonly isActivePeer: (peerId: string) => Promise<boolean>;
  /** Tells whether an operator is active, by what is folded already. */
  readonly isActive: (operatorId: number) => boolean;
  /** Tells whether an account acts for an active operator. */
  readonly isActiveOperator: (account: Address) => Promise<boolean>;
  /** Tells whether an expert may be asked and belongs to this operator. */
  readonly isExpertOf: (expertId: number, operatorId: number) => Promise<boolean>;
};

export type MembersOptions = {
  readonly rows: Pick<MemberRows, 'operator' | 'standing' | 'accountOf'>;
  readonly peers: Pick<BoundPeers, 'operatorOf'>;
  readonly experts: {
    readonly find: (expertId: number) => { readonly operatorId: number; readonly isRetired: boolean } | null;
  };
  /** Whether the court froze an expert or an operator until a time that is still to come. */
  readonly isFrozen: (kind: 'expert' | 'operator', id: number) => boolean;
  /** The stake below which an operator is not active. */
  readonly minStake: bigint;
  /** Unix seconds of the newest block: the time that the contracts would see. */
  readonly now: () => bigint;
  /** Brings the rows up to the newest block. */
  readonly refresh: () => Promise<void>;
};

/** A no is asked again after a look at the chain, since nodes begin to speak right after they registered. */
const LOOK_MS = 500;

/** Creates the one view of membership of a node. */
export function createMembers(options: MembersOptions): Members {
  const { rows, peers, experts, isFrozen, minStake, now, refresh } = options;
  const isActiveIdentity = (id: number): boolean => {
    const standing = rows.standing(id);
    if (standing?.status !== 'active') return false;
    return standing.validUntil > now() && standing.suspendedUntil <= now();
  };
  const isActive = (id: number): boolean => {
    const operator = rows.operator(id);
    if (!operator || operator.unbondAt !== null || operator.stake < minStake || isFrozen('operator', id)) return false;
    return isActiveIdentity(id);
  };
  const idOf = (account: Address): number => {
    const known = rows.accountOf(account);
    return known && !known.isReplaced && rows.operator(known.identityId) ? known.identityId : 0;
  };
  const identityOf = (account: Address): number => {
    const known = rows.accountOf(account);
    return known && !known.isReplaced && isActiveIdentity(known.identityId) ? known.identityId : 0;
  };
  const idOfPeer = (peerId: string): number => peers.operatorOf(peerKeyOf(peerId)) ?? 0;
  const operatorOfPeer = (peerId: string): Operator | null => {
    const operatorId = idOfPeer(peerId);
    const account = rows.standing(operatorId)?.account;
    return account && isActive(operatorId) ? { operatorId, account } : null;
  };
  let looked: { readonly at: number; readonly done: Promise<void> } | null = null;
  const orAfterLook = async <T>(ask: () => T): Promise<T> => {
    const answer = ask();
    if (answer) return answer;
    if (!looked || looked.at + LOOK_MS < performance.now()) looked = { at: performance.now(), done: refresh() };
    await looked.done;
    return ask();
  };
  return {
    isActive,
    idOf: (account) => orAfterLook(() => idOf(account)),
    identityOf: (account) => orAfterLook(() => identityOf(account)),
    idOfPeer: (peerId) => orAfterLook(() => idOfPeer(peerId)),
    operatorOfPeer: (peerId) => orAfterLook(() => operatorOfPeer(peerId)),
    isActivePeer: (peerId) => orAfterLook(() => operatorOfPeer(peerId) !== null),
    isActiveOperator: (account) => orAfterLook(() => isActive(idOf(account))),
    isExpertOf: (expertId, operatorId) =>
      orAfterLook(() => {
        const expert = experts.find(expertId);
        if (expert?.operatorId !== operatorId || expert.isRetired || isFrozen('expert', expertId)) return false;
        return isActive(operatorId);
      }),
  };
}
