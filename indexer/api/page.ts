import { and, desc, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable, PgView } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Database } from '../store/store.ts';

/** The largest page. */
export const MAX_FIRST = 200;

export type PageArguments = { readonly first?: number | null; readonly after?: string | null };

export type Page<Row> = {
  readonly nodes: readonly Row[];
  readonly totalCount: () => Promise<number>;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
};

type Source = PgTable | PgView;

type Listing<T extends Source> = {
  readonly where?: readonly (SQL | undefined)[];
  /** Columns that order the rows, descending; together they are unique. */
  readonly key: readonly (keyof T['$inferSelect'] & string)[];
  readonly page: PageArguments;
};

/** Reads one page of a table or view. @throws BadPageError for a cursor or size that cannot be */
export async function readPage<T extends Source>(
  database: Database,
  source: T,
  { where = [], key, page }: Listing<T>,
): Promise<Page<T['$inferSelect']>> {
  const first = readFirst(page.first);
  const wanted = and(...where);
  const columns = key.map((name) => (source as unknown as Readonly<Record<string, PgColumn>>)[name] as PgColumn);
  const below = page.after
    ? sql`(${joinKey(columns)}) < (${joinValues(fromCursor(page.after, key.length))})`
    : undefined;
  const rows = (await database
    .select()
    .from(source as PgTable)
    .where(and(wanted, below))
    .orderBy(...columns.map((column) => desc(column)))
    .limit(first + 1)) as T['$inferSelect'][];
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1) as Readonly<Record<string, unknown>> | undefined;
  return {
    nodes,
    totalCount: () => database.$count(source, wanted),
    pageInfo: { endCursor: last ? toCursor(last, key) : null, hasNextPage: rows.length > first },
  };
}

/** The page size asked for. @throws BadPageError */
export function readFirst(first: number | null | undefined): number {
  const size = first ?? 50;
  if (!Number.isInteger(size) || size < 1 || size > MAX_FIRST)
    throw new BadPageError({ first: size, limit: MAX_FIRST });
  return size;
}

const joinKey = (columns: readonly PgColumn[]) => sql.join([...columns], sql`, `);
const joinValues = (values: readonly (string | number)[]) =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

const cursorSchema = z.array(z.union([z.string().max(200), z.number()]));

function toCursor(row: Readonly<Record<string, unknown>>, key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key.map((name) => row[name]))).toString('base64url');
}

function fromCursor(cursor: string, length: number): readonly (string | number)[] {
  try {
    const values = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (values.length === length) return values;
  } catch {
    // Reported below like a cursor of the wrong length.
  }
  throw new BadPageError({ after: cursor.slice(0, 60) });
}

export class BadPageError extends BaseError {
  override readonly name = 'BadPageError';
  override readonly kind = 'invalid';
  constructor(values: Readonly<Record<string, unknown>>) {
    super('This page cannot be given.', {
      values,
      hint: `first goes from 1 to ${MAX_FIRST}; after is an endCursor of the same list.`,
    });
  }
}
