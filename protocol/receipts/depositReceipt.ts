import { z } from 'zod';

const hex = z.custom<`0x${string}`>((v) => typeof v === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(v), 'must be hex');
const bytes32 = z.custom<`0x${string}`>(
  (v) => typeof v === 'string' && /^0x[0-9a-fA-F]{64}$/.test(v),
  'must be bytes32',
);
const address = z.custom<`0x${string}`>(
  (v) => typeof v === 'string' && /^0x[0-9a-fA-F]{40}$/.test(v),
  'must be an address',
);
const count = z.int().nonnegative();

/**
 * What a contributor keeps: the node's signed promise, its signed head right after the deposit, and once anchored the
 * inclusion proof. The signed head proves on chain that a log was rewritten, should it ever be. JSON-safe.
 */
export const depositReceiptSchema = z.strictObject({
  v: z.literal(2),
  id: z.string(),
  chainId: z.int().positive(),
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

export type DepositReceipt = z.infer<typeof depositReceiptSchema>;
