import { desc, lt } from 'drizzle-orm';
import type { Database } from '../store/store.ts';
import { blockMark } from '../store/tables/chain.ts';
import type { ChainReader } from './chainReader.ts';

const PAGE = 100;

/** The newest block that both the index and the chain have; -1 when they share none. */
export async function findCommonAncestor(database: Database, reader: ChainReader): Promise<number> {
  const head = await reader.head();
  let below = head.number + 1;
  for (;;) {
    const marks = await database
      .select()
      .from(blockMark)
      .where(lt(blockMark.number, below))
      .orderBy(desc(blockMark.number))
      .limit(PAGE);
    for (const mark of marks) {
      const block = await reader.block(mark.number);
      if (block?.hash === mark.hash) return mark.number;
      below = mark.number;
    }
    if (marks.length < PAGE) return -1;
  }
}
