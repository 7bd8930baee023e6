import { getTableColumns, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './store.ts';

/** Adds a row to a table when the range is committed. */
export type Write = <T extends PgTable>(table: T, row: T['$inferInsert']) => void;

/** Rows of one range, by table, in the order they came. */
export type RowBuffer = { readonly write: Write; readonly flush: (database: Database) => Promise<void> };

const ROWS_AT_ONCE = 5000;

/** Collects rows and writes them with few statements. */
export function createRowBuffer(): RowBuffer {
  const rows = new Map<PgTable, Readonly<Record<string, unknown>>[]>();
  return {
    write: (table, row) => {
      const list = rows.get(table);
      if (list) list.push(row);
      else rows.set(table, [row]);
    },
    flush: async (database) => {
      for (const [table, list] of rows) await insertRows(database, table, list);
    },
  };
}

/** One JSON parameter for thousands of rows: several times faster than a parameter for each value. */
async function insertRows(
  database: Database,
  table: PgTable,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns = Object.entries(getTableColumns(table));
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
    const records = rows.slice(i, i + ROWS_AT_ONCE).map((row) => {
      const record: Record<string, unknown> = {};
      for (const [property, column] of columns) record[column.name] = toStorable(row[property]);
      return record;
    });
    await database.execute(
      sql`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${JSON.stringify(records)}::jsonb) on conflict do nothing`,
    );
  }
}

/** Anyone may put NUL into a string on chain, or 2^64 - 1 into a number: neither may stop the index. */
function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  if (typeof value === 'number') return Math.min(value, Number.MAX_SAFE_INTEGER);
  return value;
}
