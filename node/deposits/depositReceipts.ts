import type { Address, LocalAccount } from 'viem';
import type { DepositReceipt } from '../../protocol/receipts/depositReceipt.ts';
import { anchorPromiseTypedData, logHeadTypedData } from '../../protocol/typedData/depositReceipt.ts';
import type { DepositRecord } from '../journal/deposits.ts';
import type { AnchoredHeads } from './headFold.ts';
import type { LogState } from './logState.ts';

type Options = {
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly depositLog: Address;
  readonly logId: number;
  readonly heads: Pick<AnchoredHeads, 'covering'>;
  readonly log: LogState;
};

/** Returns what makes receipts: promise and head, both signed, and the inclusion proof as soon as one is anchored. */
export function createReceipts({ account, chainId, depositLog, logId, heads, log }: Options) {
  const signHead = async (index: number): Promise<DepositReceipt['head']> => {
    const merkle = log.catchUp();
    const size = index + 1;
    const root = merkle.root(size);
    const head = { logId: BigInt(logId), size: BigInt(size), root };
    const signature = await account.signTypedData(logHeadTypedData({ chainId, depositLog, head }));
    return { root, path: merkle.inclusion(index, size), signature };
  };
  return async (record: DepositRecord): Promise<DepositReceipt> => {
    const { id, index, acceptedAt, deadline } = record;
    // Signatures are deterministic (RFC 6979): signing again gives the receipt that was given before.
    const promise = {
      manifest: id,
      logId: BigInt(logId),
      index: BigInt(index),
      acceptedAt: BigInt(acceptedAt),
      deadline: BigInt(deadline),
    };
    const promiseSignature = await account.signTypedData(anchorPromiseTypedData({ chainId, depositLog, promise }));
    const head = await signHead(index);
    const place = { logId, index, acceptedAt, deadline, node: account.address };
    const base = { v: 2, id, chainId, depositLog, ...place, promiseSignature, head } as const;
    const anchor = heads.covering(logId, index);
    if (!anchor) return { ...base, inclusion: null };
    const path = log.catchUp().inclusion(index, anchor.size);
    return { ...base, inclusion: { size: anchor.size, root: anchor.root, path, transaction: anchor.transaction } };
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
