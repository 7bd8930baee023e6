import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './store.ts';

/** Adds a row to a table when the range is committed. */
export type Write = <T extends PgTable>(table: T, row: T['$inferInsert']) => void;

/** Rows of one range, by table, in the order they came. */
export type RowBuffer = { readonly write: Write; readonly flush: (database: Database) => Promise<void> };

/** PostgreSQL takes at most 65,535 parameters in one statement. */
const MAX_PARAMETERS = 20_000;

/** Collects rows and writes them with few statements. */
export function createRowBuffer(): RowBuffer {
  const rows = new Map<PgTable, Record<string, unknown>[]>();
  return {
    write: (table, row) => {
      const list = rows.get(table);
      const safe = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toStorable(value)]));
      if (list) list.push(safe);
      else rows.set(table, [safe]);
    },
    flush: async (database) => {
      for (const [table, list] of rows) {
        const size = Math.max(1, Math.floor(MAX_PARAMETERS / Object.keys(list[0] ?? {}).length));
        for (let i = 0; i < list.length; i += size) {
          await database
            .insert(table)
            .values(list.slice(i, i + size))
            .onConflictDoNothing();
        }
      }
    },
  };
}

/** Anyone may put NUL into a string on chain, or 2^64 - 1 into a number: neither may stop the index. */
function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD');
  if (typeof value === 'number') return Math.min(value, Number.MAX_SAFE_INTEGER);
  return value;
}
