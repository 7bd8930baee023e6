import type { Connection } from '../../../client/connection.ts';
import { receipt as fetchReceipt } from '../../../client/receipt.ts';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import type { ReceiptCheck } from '../../../protocol/receipts/verifyDepositReceipt.ts';

/** A receipt, and whether it holds; null until it is anchored. */
export type CheckedReceipt = { readonly receipt: DepositReceipt; readonly verdict: ReceiptCheck | null };

/** Fetches the receipt of a deposit and, once it is anchored, checks it here, against the chain itself. */
export async function fetchChecked(
  commons: Connection,
  { id, signal }: { readonly id: string; readonly signal?: AbortSignal },
): Promise<CheckedReceipt> {
  const receipt = await fetchReceipt(commons, { id, ...(signal && { signal }) });
  if (!receipt.inclusion) return { receipt, verdict: null };
  // Loaded with the first proof: recovering signers is the largest part of this screen.
  const { verify } = await import('../../../client/verify.ts');
  return { receipt, verdict: await verify(commons, receipt, { id }) };
}
