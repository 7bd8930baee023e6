import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { blockTables, contentTables } from './allTables.ts';
import type { Database } from './store.ts';

const PAGE = 2000;

/**
 * SHA-256 over every row of every table, in an order that does not depend on when rows were written. Two indexes of the
 * same chain whose content was all fetched have the same digest.
 */
export async function digestStore(database: Database): Promise<string> {
  const hash = createHash('sha256');
  for (const table of [...blockTables, ...contentTables]) await digestTable(database, table, hash);
  return hash.digest('hex');
}

async function digestTable(database: Database, table: PgTable, hash: ReturnType<typeof createHash>): Promise<void> {
  hash.update(`\n${getTableConfig(table).name}\n`);
  for (let offset = 0; ; offset += PAGE) {
    const page = await database.execute(
      sql`select to_jsonb(t)::text as row from ${table} t order by to_jsonb(t)::text collate "C" limit ${PAGE} offset ${offset}`,
    );
    for (const row of page.rows) hash.update(`${String(row.row)}\n`);
    if (page.rows.length < PAGE) return;
  }
}
