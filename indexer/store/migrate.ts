import { sql } from 'drizzle-orm';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createAudits } from './migrations/audits.ts';
import { createSignatures } from './migrations/signatures.ts';
import { createStanding } from './migrations/standing.ts';
import { createTables } from './migrations/tables.ts';
import { createViews } from './migrations/views.ts';
import type { Database } from './store.ts';

/** In order; a migration that was published never changes, a new one is added at the end. */
const MIGRATIONS: readonly string[] = [createTables, createViews, createStanding, createAudits, createSignatures];

/** Brings the tables to the version of this program. @throws IndexTooNewError */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.execute(sql`create table if not exists migration (version integer primary key)`);
    const found = await transaction.execute(sql`select coalesce(max(version), 0) as version from migration`);
    const version = Number(found.rows[0]?.version ?? 0);
    if (version > MIGRATIONS.length) throw new IndexTooNewError(version, MIGRATIONS.length);
    for (const [i, statements] of MIGRATIONS.entries()) {
      if (i < version) continue;
      for (const statement of statements.split(';\n')) {
        if (statement.trim() !== '') await transaction.execute(sql.raw(statement));
      }
      await transaction.execute(sql`insert into migration (version) values (${i + 1})`);
    }
  });
}

export class IndexTooNewError extends BaseError {
  override readonly name = 'IndexTooNewError';
  override readonly kind = 'conflict';
  constructor(found: number, known: number) {
    super('The index was made by a newer program.', {
      values: { found, known },
      hint: 'Update this program, or start it with --rebuild to make the index again.',
    });
  }
}
