import { type ReceiptCheck, verifyDepositReceipt } from '../protocol/receipts/verifyDepositReceipt.ts';
import type { Connection } from './connection.ts';

/**
 * Checks a deposit receipt with nothing but itself and the chain: the node's promise, its signed head, the path, and that
 * the chain holds the head it leads to. Says yes, or why not.
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const saved: string;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { ok, reason } = await client.verify(JSON.parse(saved));
 * console.log(ok, reason);
 */
export function verify({ endpoints }: Connection, receipt: unknown): Promise<ReceiptCheck> {
  return verifyDepositReceipt(receipt, endpoints.rpcUrl);
}
