import { isAddressEqual } from 'viem';
import { depositReceiptSchema } from '../protocol/receipts/depositReceipt.ts';
import { type ReceiptCheck, verifyDepositReceipt } from '../protocol/receipts/verifyDepositReceipt.ts';
import type { Connection } from './connection.ts';

/**
 * Checks a deposit receipt with nothing but itself and the chain: that it is of this commons, the node's promise, its
 * signed head, the path, and that the chain holds the head it leads to. Says yes, or why not.
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const saved: string;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { ok, reason } = await client.verify(JSON.parse(saved));
 * console.log(ok, reason);
 */
export async function verify({ endpoints }: Connection, receipt: unknown): Promise<ReceiptCheck> {
  const parsed = depositReceiptSchema.safeParse(receipt);
  // Whoever forges a receipt can deploy a contract too, which holds whatever heads the forger likes.
  if (parsed.success && !isAddressEqual(parsed.data.depositLog, endpoints.contracts.depositLog))
    return { ok: false, reason: 'it names another deposit log than that of this commons' };
  return verifyDepositReceipt(receipt, endpoints.rpcUrl);
}
