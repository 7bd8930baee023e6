import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { count, positive } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link, structureLink } from './block.ts';

/** The longest signature that is published: a key's takes 65 bytes, a contract's may take more. */
export const LONGEST_SIGNATURE = 2048;

/** The most leaves of a batch, and bytes of its block: read in some 20 ms, so that no batch holds up who reads it. */
export const MOST_LEAVES = 5_000;
const LARGEST_BATCH = 2 * 1024 * 1024;

const statement = z.strictObject({
  /** Unix seconds. */
  signedAt: count,
  expiresAt: count,
  signature: z.instanceof(Uint8Array).refine((it) => it.byteLength <= LONGEST_SIGNATURE, 'is too long'),
});

/** What a contributor signed about a deposit, beside the manifest itself: its time and the signature. */
export type SignedStatement = z.infer<typeof statement>;

const schema = z
  .strictObject({
    v: z.literal(2),
    logId: positive,
    start: count,
    leaves: z.array(structureLink).min(1).max(MOST_LEAVES),
    /** The contributor's statement about each leaf, in their order. */
    statements: z.array(statement).max(MOST_LEAVES),
    previous: link.nullable(),
  })
  .refine((it) => it.leaves.length === it.statements.length, 'must hold one statement for each leaf');

/**
 * One anchored batch of a deposit log: its leaves from `start`, what their contributors signed, and a link to the batch
 * before. The head on chain names the batch by its CID, so that statements are committed to as the leaves are.
 */
export type LogBatch = z.infer<typeof schema>;

/** Encodes a batch; the head's uri on chain names it. */
export function encodeBatch(batch: LogBatch): Block {
  return encodeBlock(schema.parse(batch));
}

/** Reads a batch that came from outside. @throws BadLogBatchError */
export function decodeBatch(bytes: Uint8Array): LogBatch {
  if (bytes.byteLength > LARGEST_BATCH) throw new BadLogBatchError(`it has ${bytes.byteLength} bytes`);
  return decodeBlock({ schema, refuse: (cause) => new BadLogBatchError(cause) }, bytes);
}

/** Bytes that are no batch of a log. */
export class BadLogBatchError extends BaseError {
  override readonly name = 'BadLogBatchError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a batch of a deposit log.', { cause });
  }
}
