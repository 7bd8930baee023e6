import { sql } from 'drizzle-orm';
import { blockTables } from './allTables.ts';
import type { Database } from './store.ts';
import { cardDeposit, document, snapshotLog } from './tables/content.ts';

/** Forgets every block above `block`: all rows that belong to them, and content that nothing points to any more. */
export async function rollBack(database: Database, block: number): Promise<void> {
  for (const table of blockTables) await database.execute(sql`delete from ${table} where block > ${block}`);
  await database.execute(sql`delete from block_mark where number > ${block}`);
  await database.execute(sql`delete from core where not exists (select 1 from leaf where leaf.key = core.key)`);
  for (const table of [document, snapshotLog, cardDeposit]) {
    await database.execute(
      sql`delete from ${table} where not exists (select 1 from wanted_block where wanted_block.cid = ${table.cid})`,
    );
  }
  await database.execute(sql`delete from fetch_attempt`);
}
