import type { Hex } from 'viem';
import type { WorkReceipt } from '../typedData/workReceipt.ts';
import { buildReceiptTree } from './receiptTree.ts';

/** What the chain holds about a sealed epoch. */
export type SealedList = { readonly root: Hex; readonly count: number; readonly units: bigint };

/** What is wrong with a published list, for anyone to see, or null. */
export function findListFault(sealed: SealedList, receipts: readonly WorkReceipt[]): string | null {
  if (receipts.length !== sealed.count || receipts.length === 0) return 'the published list has another length';
  if (buildReceiptTree(receipts).root !== sealed.root) return 'the published list is not what was sealed';
  if (receipts.reduce((sum, { units }) => sum + units, 0n) !== sealed.units) return 'the units do not add up';
  const jobs = new Set(receipts.map(({ jobId }) => jobId));
  return jobs.size === receipts.length ? null : 'a job is listed twice';
}
