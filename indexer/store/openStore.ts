import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { blockTables, contentTables, localTables } from './allTables.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './openPostgres.ts';
import { createStore, type Database, type Store } from './store.ts';

export type StoreOptions = {
  readonly dataDirectory?: string | undefined;
  readonly databaseUrl?: string | undefined;
  /** Throws the old index away first: it is derived, the chain has everything. */
  readonly rebuild?: boolean;
};

/** Opens the index: PGlite in a folder, or PostgreSQL by URL. Applies migrations. @throws IndexDamagedError */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = options.databaseUrl
    ? await openPostgres(options.databaseUrl)
    : await openFolder(options.dataDirectory ?? 'memory://', options.rebuild ?? false);
  if (options.databaseUrl && options.rebuild) await dropTables(store.database);
  await migrate(store.database);
  return store;
}

async function dropTables(database: Database): Promise<void> {
  for (const table of [...blockTables, ...contentTables, ...localTables]) {
    await database.execute(sql`drop table if exists ${table} cascade`);
  }
  await database.execute(sql`drop table if exists migration`);
}

async function openFolder(directory: string, rebuild: boolean): Promise<Store> {
  if (directory === 'memory://') return toStore(await PGlite.create());
  const folder = join(directory, 'index');
  if (rebuild) await rm(folder, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  try {
    if (!existsSync(join(folder, 'PG_VERSION'))) await createFolder(folder);
    const client = await PGlite.create(folder);
    await client.query('select 1');
    return toStore(client);
  } catch (cause) {
    throw new IndexDamagedError(folder, cause);
  }
}

async function createFolder(folder: string): Promise<void> {
  const program = join(import.meta.dirname, 'createFolder.ts');
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder]);
}

function toStore(client: PGlite): Store {
  return createStore({
    database: drizzle(client) as unknown as Database,
    reading: drizzle(takingTurns(client)) as unknown as Database,
    close: () => client.close(),
  });
}

/** PGlite holds the process from the start of a statement to its end, and goes on to the next one without a pause. */
function takingTurns(client: PGlite): PGlite {
  const query: PGlite['query'] = async (...given) => {
    await setImmediate();
    return client.query(...given);
  };
  return { query } as PGlite;
}

export class IndexDamagedError extends BaseError {
  override readonly name = 'IndexDamagedError';
  constructor(folder: string, cause: unknown) {
    super('The index cannot be opened; its files are damaged.', {
      values: { folder },
      hint: 'Nothing is lost: it is derived from the chain. Start again with --rebuild.',
      cause,
    });
  }
}
