import { lt } from 'drizzle-orm';
import { applyLog } from '../events/apply.ts';
import type { Store } from '../store/store.ts';
import { blockMark } from '../store/tables/chain.ts';
import { createRowBuffer } from '../store/write.ts';
import type { RangeRead } from './readRange.ts';

/** Marks of older blocks are dropped: a history that changes deeper than this is indexed from the start again. */
const MARKS_KEPT = 20_000;

/** Writes a range in one transaction: its rows, and marks of its blocks. */
export async function commitRange(store: Store, { logs, last }: RangeRead): Promise<void> {
  const buffer = createRowBuffer();
  const marks = new Map<number, typeof blockMark.$inferInsert>();
  for (const log of logs) {
    applyLog(buffer.write, log);
    marks.set(log.block, { number: log.block, hash: log.blockHash, time: log.time });
  }
  marks.set(last.number, { number: last.number, hash: last.hash, time: last.time });
  for (const mark of marks.values()) buffer.write(blockMark, mark);
  await store.write(async (transaction) => {
    await buffer.flush(transaction);
    await transaction.delete(blockMark).where(lt(blockMark.number, last.number - MARKS_KEPT));
  });
}
