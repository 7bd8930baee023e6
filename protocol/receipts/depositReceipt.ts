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

/** What a contributor keeps: the node's signed promise, and once anchored the inclusion proof. JSON-safe. */
export const depositReceiptSchema = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  chainId: z.int().positive(),
  depositLog: address,
  logId: count,
  index: count,
  acceptedAt: count,
  deadline: count,
  node: address,
  promiseSignature: hex,
  inclusion: z
    .strictObject({ size: count, root: bytes32, path: z.array(bytes32).max(64), transaction: bytes32.nullable() })
    .nullable(),
});

export type DepositReceipt = z.infer<typeof depositReceiptSchema>;
