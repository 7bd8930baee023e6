import type { Journal } from '../journal/journal.ts';

/** The undo of a fold whose rows are only ever added and carry their block: what later blocks added goes. */
export function dropRows(
  { database }: Pick<Journal, 'database'>,
  ...tables: readonly string[]
): (from: bigint) => void {
  const drops = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE block >= ?`));
  return (from) => {
    for (const drop of drops) drop.run(from);
  };
}
