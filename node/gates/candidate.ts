import type { Hex } from 'viem';
import type { LeasedExpert } from '../../protocol/messages/lease.ts';

/** One expert as a gate sees it: what its node's lease says, checked against the chain. */
export type Candidate = {
  readonly expertId: string;
  readonly peerId: string;
  readonly operatorId: number;
  /** The operator's account, which signs the receipts. */
  readonly account: Hex;
  readonly kind: LeasedExpert['kind'];
  readonly domain: string;
  readonly manifestHash: Hex;
  readonly adapterHash: Hex;
  readonly centroids: readonly Float32Array[];
  readonly queue: number;
  readonly capacity: number;
};
