import type { Address, LocalAccount } from 'viem';
import type { DepositReceipt } from '../../protocol/receipts/depositReceipt.ts';
import { anchorPromiseTypedData } from '../../protocol/typedData/promise.ts';
import type { AnchorJournal } from '../journal/anchors.ts';
import type { DepositRecord } from '../journal/deposits.ts';
import type { LogState } from './logState.ts';

type Options = {
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly depositLog: Address;
  readonly logId: number;
  readonly anchors: Pick<AnchorJournal, 'covering'>;
  readonly log: LogState;
};

/** Returns what makes receipts: the signed promise, and the inclusion proof as soon as the deposit is anchored. */
export function createReceipts({ account, chainId, depositLog, logId, anchors, log }: Options) {
  return async (record: DepositRecord): Promise<DepositReceipt> => {
    const { id, index, acceptedAt, deadline } = record;
    // The signature is deterministic (RFC 6979): signing again gives the receipt that was given before.
    const promise = {
      manifest: id,
      logId: BigInt(logId),
      index: BigInt(index),
      acceptedAt: BigInt(acceptedAt),
      deadline: BigInt(deadline),
    };
    const promiseSignature = await account.signTypedData(anchorPromiseTypedData({ chainId, depositLog, promise }));
    const node = account.address;
    const base = { v: 1, id, chainId, depositLog, logId, index, acceptedAt, deadline, node, promiseSignature } as const;
    const anchor = anchors.covering(index);
    if (!anchor) return { ...base, inclusion: null };
    const path = log.catchUp().inclusion(index, anchor.size);
    return { ...base, inclusion: { size: anchor.size, root: anchor.root, path, transaction: anchor.transaction } };
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
