import { and, desc, eq, sql } from 'drizzle-orm';
import { batch, head } from '../../store/tables/deposits.ts';
import type { Context } from '../context.ts';
import { readFirst } from '../page.ts';
import { findOperator } from './identity.ts';

type LogRow = { readonly id: number };

/** Deposit logs and their anchored heads. */
export const logResolvers = {
  Query: {
    logs: (_: unknown, __: unknown, context: Context) => findLogs(context),
    log: async (_: unknown, { id }: { id: number }, context: Context) => (await findLogs(context, id))[0] ?? null,
  },
  Log: {
    operator: (row: LogRow, _: unknown, context: Context) => findOperator(row.id, context),
    indexed: async (row: LogRow, _: unknown, { database }: Context) => {
      const [done] = await database
        .select({ size: sql<number>`coalesce(max(${batch.size}), 0)` })
        .from(batch)
        .where(eq(batch.logId, row.id));
      return done?.size ?? 0;
    },
    heads: (row: LogRow, { first }: { first?: number | null }, { database }: Context) =>
      database
        .select({
          size: head.size,
          root: head.root,
          previous: head.previous,
          uri: head.uri,
          block: head.block,
          anchoredAt: head.time,
          transaction: head.transaction,
          checked: sql<boolean>`${batch.cid} is not null`,
        })
        .from(head)
        .leftJoin(batch, and(eq(batch.logId, head.logId), eq(batch.size, head.size)))
        .where(eq(head.logId, row.id))
        .orderBy(desc(head.size))
        .limit(readFirst(first)),
  },
};

/** The newest head of every log, or of one. */
function findLogs({ database }: Context, id?: number) {
  return database
    .selectDistinctOn([head.logId], { id: head.logId, size: head.size, root: head.root, anchoredAt: head.time })
    .from(head)
    .where(id === undefined ? undefined : eq(head.logId, id))
    .orderBy(head.logId, desc(head.size));
}
