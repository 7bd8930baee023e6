import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { count, positive } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';

const schema = z.strictObject({
  v: z.literal(1),
  logId: positive,
  start: count,
  leaves: z.array(link).min(1),
  previous: link.nullable(),
});

/** One anchored batch of a deposit log: its leaves from `start`, and a link to the batch before. */
export type LogBatch = z.infer<typeof schema>;

/** Encodes a batch; the head's uri on chain names it. */
export function encodeBatch(batch: LogBatch): Block {
  return encodeBlock(schema.parse(batch));
}

/** Reads a batch that came from outside. @throws BadLogBatchError */
export function decodeBatch(bytes: Uint8Array): LogBatch {
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
