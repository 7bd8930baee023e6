import { z } from 'zod';
import { compareText } from '../compareText.ts';
import { BaseError } from '../errors/BaseError.ts';
import { fromDepositId, toDepositId } from '../manifest/identifier.ts';
import { count } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';

const batchListSchema = z.strictObject({
  v: z.literal(2),
  kind: z.literal('tilth/batch-list'),
  deposits: z.array(link),
  /** Index into `deposits`, first byte, bytes, epoch. */
  rows: z.array(z.tuple([count, count, count.min(1), count])),
});

/** A stretch of one deposit, in bytes of UTF-8: what a run reads, in this order. */
export type SampleRow = {
  readonly id: string;
  readonly start: number;
  readonly length: number;
  /** How often the deposit was read before. */
  readonly epoch: number;
};

/** Encodes a batch list as one block. */
export function encodeBatchList(rows: readonly SampleRow[]): Block {
  const ids = [...new Set(rows.map((row) => row.id))].sort(compareText);
  const index = new Map(ids.map((id, i) => [id, i]));
  return encodeBlock({
    v: 2,
    kind: 'tilth/batch-list',
    deposits: ids.map(fromDepositId),
    rows: rows.map(({ id, start, length, epoch }) => [index.get(id), start, length, epoch]),
  });
}

/** Reads a batch list that came from outside. @throws BadBatchListError */
export function decodeBatchList(bytes: Uint8Array): SampleRow[] {
  const { deposits, rows } = decodeBlock({ schema: batchListSchema, refuse }, bytes);
  return rows.map(([index, start, length, epoch]) => {
    const deposit = deposits[index];
    if (!deposit) throw refuse(new RangeError(`row names deposit ${index} of ${deposits.length}`));
    return { id: toDepositId(deposit), start, length, epoch };
  });
}

function refuse(cause: unknown): BadBatchListError {
  return new BadBatchListError(cause);
}

/** Bytes that are no batch list. */
export class BadBatchListError extends BaseError {
  override readonly name = 'BadBatchListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a batch list.', { cause });
  }
}
