import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { z } from 'zod';
import { compareText } from '../corpus/compareText.ts';
import type { SampleRow } from '../corpus/sample.ts';
import { BaseError } from '../errors/BaseError.ts';
import { fromDepositId, toDepositId } from '../manifest/identifier.ts';
import { MerkleLog } from '../merkle/log.ts';
import { type Block, encodeBlock } from './block.ts';

const link = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');
const count = z.int().nonnegative();

const batchListSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('tilth/batch-list'),
  deposits: z.array(link),
  /** Index into `deposits`, first word, words, epoch. */
  rows: z.array(z.tuple([count, count, count.min(1), count])),
});

/** Merkle root (RFC 6962) over the rows in their order; stands on chain as the run's list root. */
export function listRoot(rows: readonly SampleRow[]): Hex {
  return new MerkleLog(rows.map(({ id, start, length, epoch }) => dagCbor.encode([id, start, length, epoch]))).root();
}

/** Encodes a batch list as one block. */
export function encodeBatchList(rows: readonly SampleRow[]): Block {
  const ids = [...new Set(rows.map((row) => row.id))].sort(compareText);
  const index = new Map(ids.map((id, i) => [id, i]));
  return encodeBlock({
    v: 1,
    kind: 'tilth/batch-list',
    deposits: ids.map(fromDepositId),
    rows: rows.map(({ id, start, length, epoch }) => [index.get(id), start, length, epoch]),
  });
}

/** Reads a batch list that came from outside. @throws BadBatchListError */
export function decodeBatchList(bytes: Uint8Array): SampleRow[] {
  try {
    const { deposits, rows } = batchListSchema.parse(dagCbor.decode(bytes));
    return rows.map(([index, start, length, epoch]) => {
      const deposit = deposits[index];
      if (!deposit) throw new RangeError(`row names deposit ${index} of ${deposits.length}`);
      return { id: toDepositId(deposit), start, length, epoch };
    });
  } catch (cause) {
    throw new BadBatchListError(cause);
  }
}

export class BadBatchListError extends BaseError {
  override readonly name = 'BadBatchListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a batch list.', { cause });
  }
}
