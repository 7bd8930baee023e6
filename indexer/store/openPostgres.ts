import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createStore, type Database, type Store } from './store.ts';

/** Opens PostgreSQL by URL through the optional package pg. @throws PostgresDriverMissingError, PostgresUnreachableError */
export async function openPostgres(url: string): Promise<Store> {
  const { drizzle } = await import('drizzle-orm/node-postgres').catch((cause: unknown) => {
    throw new PostgresDriverMissingError(cause);
  });
  const database = drizzle(url);
  try {
    await database.execute('select 1');
  } catch (cause) {
    throw new PostgresUnreachableError(new URL(url).host, cause);
  }
  return createStore(database as unknown as Database, () => database.$client.end());
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
