import { type ReceiptCheck, verifyDepositReceipt } from '../protocol/receipts/verifyDepositReceipt.ts';
import type { Connection } from './connection.ts';

/**
 * Checks the receipt of a deposit against the chain: that it is of this deposit and this commons, the operator's promise, its
 * signed head, the path, and that the chain holds the head it leads to. Says yes, or why not.
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const saved: string;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * const { ok, reason } = await client.verify(JSON.parse(saved), { id });
 * console.log(ok, reason);
 */
export function verify({ endpoints }: Connection, receipt: unknown, { id }: VerifyOptions): Promise<ReceiptCheck> {
  return verifyDepositReceipt(receipt, { ...endpoints, id });
}

/** The deposit that the receipt must be about: what was handed in, never what the receipt says. */
export type VerifyOptions = { readonly id: string };
