import { desc, eq, isNull, sql } from 'drizzle-orm';
import { blockMark, chainEvent } from '../../store/tables/chain.ts';
import { fetchAttempt } from '../../store/tables/content.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';

/** How far the index is, what it counts, and the events themselves. */
export const statusResolvers = {
  Query: {
    status: readStatus,
    activity: (
      _: unknown,
      args: PageArguments & { contract?: string | null; name?: string | null },
      { database }: Context,
    ) =>
      readPage(database, chainEvent, {
        where: [
          args.contract ? eq(chainEvent.contract, args.contract) : undefined,
          args.name ? eq(chainEvent.name, args.name) : undefined,
        ],
        key: ['block', 'logIndex'],
        page: args,
      }),
  },
  Activity: { at: (row: typeof chainEvent.$inferSelect) => row.time },
  Status: { pendingBlocks: countPending, refused: readRefused, counts: readCounts },
};

/** Where the index and the chain stand. */
export async function readStatus(_: unknown, __: unknown, { database, deployment, state }: Context) {
  const [mark] = await database.select().from(blockMark).orderBy(desc(blockMark.number)).limit(1);
  const block = mark?.number ?? -1;
  return {
    chainId: deployment.chainId,
    block,
    blockHash: mark?.hash ?? null,
    blockTime: mark?.time ?? null,
    chainHead: state.chainHead,
    lag: state.chainHead === null ? null : Math.max(0, state.chainHead - block),
    problem: state.problem,
  };
}

async function countPending(_: unknown, __: unknown, { database }: Context): Promise<number> {
  const found = await database.execute(sql`select
    (select count(*) from head where not exists (
      select 1 from batch where batch.log_id = head.log_id and batch.size >= head.size)) +
    (select count(distinct leaf.cid) from leaf where not exists (
      select 1 from leaf_check done where done.log_id = leaf.log_id and done.index = leaf.index)) +
    (select count(distinct wanted.cid) from wanted_block wanted
      where not exists (select 1 from document where document.cid = wanted.cid)) -
    (select count(*) from fetch_attempt where next_at is null) as pending`);
  return Math.max(0, Number(found.rows[0]?.pending ?? 0));
}

function readRefused(_: unknown, __: unknown, { database }: Context) {
  return database.select().from(fetchAttempt).where(isNull(fetchAttempt.nextAt)).orderBy(fetchAttempt.cid).limit(20);
}

async function readCounts(_: unknown, __: unknown, { database }: Context) {
  const found = await database.execute(sql`select
    (select count(*) from deposit) as deposits,
    (select count(*) from deposit where withdrawn_at is not null) as withdrawn,
    (select count(distinct contributor) from deposit) as contributors,
    (select coalesce(sum(bytes), 0) from deposit where withdrawn_at is null) as bytes,
    (select count(*) from operator_state where active) as operators,
    (select count(*) from expert_state where active) as experts,
    (select count(*) from identity_state where kind = 1 and valid) as people,
    (select count(*) from proposal) as proposals,
    (select count(*) from run) as runs,
    (select count(*) from adapter) as adapters,
    (select coalesce(sum(count), 0) from sealed_epoch) as receipts`);
  return found.rows[0];
}
