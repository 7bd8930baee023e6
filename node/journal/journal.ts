import { BaseError } from '../../protocol/errors/BaseError.ts';
import { openSqliteFile, type SqliteFile } from './sqliteFile.ts';

/** The node's own durable records. Each domain keeps its tables in a file of this folder. */
export type Journal = SqliteFile & {
  /** Brings a domain's tables to their newest form; the nth statement list is run once, ever. */
  readonly migrate: (domain: string, versions: readonly string[]) => void;
};

const FORMAT = 1;

/** Opens or creates a node's journal. @throws JournalCorruptError, JournalTooNewError, DiskFullError */
export function openJournal(path: string): Journal {
  const file = openSqliteFile(path);
  const { database } = file;
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > FORMAT) {
    file.close();
    throw new JournalTooNewError(path, found);
  }
  file.transact(() =>
    database.exec(
      `PRAGMA user_version = ${FORMAT}; CREATE TABLE IF NOT EXISTS domains (name TEXT PRIMARY KEY, version INTEGER NOT NULL)`,
    ),
  );
  const migrate: Journal['migrate'] = (domain, versions) => {
    const row = database.prepare('SELECT version FROM domains WHERE name = ?').get(domain) as
      | { version: number }
      | undefined;
    const done = row?.version ?? 0;
    if (done > versions.length) throw new JournalTooNewError(path, done);
    if (done === versions.length) return;
    file.transact(() => {
      for (const statements of versions.slice(done)) database.exec(statements);
      database
        .prepare('INSERT INTO domains VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version')
        .run(domain, versions.length);
    });
  };
  return { ...file, migrate };
}

export class JournalTooNewError extends BaseError {
  override readonly name = 'JournalTooNewError';
  override readonly kind = 'conflict';
  constructor(path: string, version: number) {
    super('A newer Tilth wrote this journal.', { values: { path, version }, hint: 'Update this node.' });
  }
}
