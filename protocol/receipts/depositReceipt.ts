import { z } from 'zod';
import { address, bytes32, count, hex, positive } from '../scalars.ts';

/**
 * What a contributor keeps: the node's signed promise, its signed head right after the deposit, and once anchored the
 * inclusion proof. The signed head proves on chain that a log was rewritten, should it ever be. JSON-safe.
 */
export const depositReceiptSchema = z.strictObject({
  v: z.literal(2),
  id: z.string(),
  chainId: positive,
  depositLog: address,
  logId: count,
  index: count,
  acceptedAt: count,
  deadline: count,
  node: address,
  promiseSignature: hex,
  /** The root of the log's first `index + 1` leaves, with the deposit's audit path in it. */
  head: z.strictObject({ root: bytes32, path: z.array(bytes32).max(64), signature: hex }),
  inclusion: z
    .strictObject({ size: count, root: bytes32, path: z.array(bytes32).max(64), transaction: bytes32.nullable() })
    .nullable(),
});

/** A deposit receipt as JSON shows it. */
export type DepositReceipt = z.infer<typeof depositReceiptSchema>;
