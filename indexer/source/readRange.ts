import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { BlockHeader, ChainReader, LogWithBlock } from './chainReader.ts';

export type Range = { readonly from: number; readonly to: number };

/** Logs of a range, and the block they lead to. */
export type RangeRead = { readonly logs: readonly LogWithBlock[]; readonly last: BlockHeader };

/**
 * Reads a range as one history: the first block follows `parentHash` and the last block is the same before and after.
 * @throws ChainMovedError when the chain changed in between; ask again
 */
export async function readRange(reader: ChainReader, range: Range, parentHash: string | null): Promise<RangeRead> {
  const last = await reader.block(range.to);
  if (!last) throw new ChainMovedError(range);
  const logs = await reader.logs(range.from, range.to);
  const first = range.from === range.to ? last : await reader.block(range.from);
  if (parentHash !== null && first?.parentHash !== parentHash) throw new ChainMovedError(range);
  const again = await reader.block(range.to);
  if (again?.hash !== last.hash) throw new ChainMovedError(range);
  return { logs, last };
}

export class ChainMovedError extends BaseError {
  override readonly name = 'ChainMovedError';
  override readonly kind = 'conflict';
  constructor(range: Range) {
    super('The chain changed while a range was read.', { values: range, hint: 'It is read again.' });
  }
}
