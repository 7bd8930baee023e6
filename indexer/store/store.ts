import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

type Rows = PgQueryResultHKT & {
  readonly type: { readonly rows: readonly Record<string, unknown>[] };
};

/** PGlite or PostgreSQL behind drizzle; a transaction is one too. */
export type Database = PgDatabase<Rows, Record<string, never>>;

/** The open index. */
export type Store = {
  readonly database: Database;
  /** For those who ask from outside: other work of the process has its turn before each of their statements. */
  readonly reading: Database;
  /** Runs one writer at a time, each in a transaction: following the chain and fetching content do not interleave. */
  readonly write: <T>(work: (transaction: Database) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

type Parts = { readonly database: Database; readonly reading?: Database; readonly close: () => Promise<void> };

/** Joins a database with a queue of writers. */
export function createStore({ database, reading = database, close }: Parts): Store {
  let last: Promise<unknown> = Promise.resolve();
  return {
    database,
    reading,
    write: (work) => {
      const next = last.then(() => database.transaction((transaction) => work(transaction)));
      last = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await last;
      await close();
    },
  };
}
