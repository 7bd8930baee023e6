import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createStore, type Database, type Store } from './store.ts';

/** The longest that one statement of a reader may take. */
const STATEMENT_MS = 5_000;

/** Opens PostgreSQL by URL through the optional package pg. @throws PostgresDriverMissingError, PostgresUnreachableError */
export async function openPostgres(url: string): Promise<Store> {
  const { drizzle } = await import('drizzle-orm/node-postgres').catch((cause: unknown) => {
    throw new PostgresDriverMissingError(cause);
  });
  // Whoever reads waits no longer than a query may take; writers keep to their own transactions.
  const database = drizzle(url);
  const reading = drizzle({ connection: { connectionString: url, statement_timeout: STATEMENT_MS } });
  try {
    await database.execute('select 1');
  } catch (cause) {
    throw new PostgresUnreachableError(new URL(url).host, cause);
  }
  return createStore({
    database: database as unknown as Database,
    reading: reading as unknown as Database,
    close: async () => {
      await Promise.all([database.$client.end(), reading.$client.end()]);
    },
  });
}

export class PostgresDriverMissingError extends BaseError {
  override readonly name = 'PostgresDriverMissingError';
  override readonly kind = 'unavailable';
  constructor(cause: unknown) {
    super('A PostgreSQL URL is configured, but the package pg is not installed.', {
      hint: 'Install pg, or remove databaseUrl to use the embedded database.',
      cause,
    });
  }
}

export class PostgresUnreachableError extends BaseError {
  override readonly name = 'PostgresUnreachableError';
  override readonly kind = 'unavailable';
  constructor(host: string, cause: unknown) {
    super('The PostgreSQL server does not answer.', { values: { host }, hint: 'Check databaseUrl.', cause });
  }
}
