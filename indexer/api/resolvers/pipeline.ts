import { eq, inArray, lte, sql } from 'drizzle-orm';
import { cardDeposit, snapshotLog } from '../../store/tables/content.ts';
import { tierChange } from '../../store/tables/deposits.ts';
import { adapter } from '../../store/tables/models.ts';
import { deposit } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { findRun } from './training.ts';

type DepositRow = typeof deposit.$inferSelect;

const MAX_ROWS = 20_000;

/** The index stage of PER_pipeline: what the index holds about every deposit behind an adapter. */
export const pipelineResolvers = { Query: { pipeline: readPipeline } };

async function readPipeline(_: unknown, { modelId }: { modelId: number }, context: Context) {
  const { database } = context;
  const [made] = await database.select().from(adapter).where(eq(adapter.id, modelId));
  const opened = made && (await findRun(made.runId, context));
  if (!made || !opened) return null;
  const cids = [opened.cid, made.cid].filter((cid) => cid !== null);
  const logs =
    cids.length === 0
      ? []
      : await database
          .selectDistinct({ logId: snapshotLog.logId, size: snapshotLog.size })
          .from(snapshotLog)
          .where(inArray(snapshotLog.cid, cids))
          .orderBy(snapshotLog.logId);
  const named = made.cid ? await database.select().from(cardDeposit).where(eq(cardDeposit.cid, made.cid)) : [];
  const rows = await findMembers(
    context,
    logs,
    named.map((one) => one.deposit),
  );
  const held = new Set(rows.map((row) => row.id));
  const missing = named.map((one) => one.deposit).filter((id) => !held.has(id));
  const complete = missing.length === 0 && (await countLeavesWithoutCore(context, logs)) === 0;
  const tiers = await findTiers(context, opened.block);
  return {
    modelId,
    runId: opened.id,
    baseModelId: made.baseModelId,
    policyId: opened.policyId,
    snapshotRoot: opened.snapshotRoot,
    consentRoot: opened.consentRoot,
    listRoot: made.listRoot,
    attributionRoot: made.attributionRoot,
    logs,
    missing,
    complete: complete && rows.length < MAX_ROWS,
    rows: rows.map((row) => ({
      ...row,
      tier: tiers.get(`${row.key} ${row.contributor}`) ?? row.declaredTier,
      withdrawn: row.withdrawnAt !== null,
    })),
  };
}

type Pair = { readonly logId: number; readonly size: number };

/** Deposits in the snapshot's logs, and those that the card names. */
function findMembers({ database }: Context, logs: readonly Pair[], ids: readonly string[]): Promise<DepositRow[]> {
  const inLogs = logs.map(({ logId, size }) => sql`(leaf.log_id = ${logId} and leaf.index < ${size})`);
  const inSnapshot =
    inLogs.length === 0
      ? sql`false`
      : sql`${deposit.key} in (select leaf.key from signed_leaf leaf where ${sql.join(inLogs, sql` or `)})`;
  const isNamed = sql`${deposit.id} = any(${sql.param([...ids])}::text[])`;
  return database.select().from(deposit).where(sql`${inSnapshot} or ${isNamed}`).orderBy(deposit.id).limit(MAX_ROWS);
}

async function countLeavesWithoutCore({ database }: Context, logs: readonly Pair[]): Promise<number> {
  let missing = 0;
  for (const { logId, size } of logs) {
    const found = await database.execute(sql`
      select ${size}::bigint - count(*) as missing from leaf_check where log_id = ${logId} and index < ${size}`);
    missing += Number(found.rows[0]?.missing ?? 0);
  }
  return missing;
}

/** Changed tiers as they stood when the run was opened. */
async function findTiers({ database }: Context, block: number): Promise<ReadonlyMap<string, string>> {
  const rows = await database
    .select()
    .from(tierChange)
    .where(lte(tierChange.block, block))
    .orderBy(tierChange.block, tierChange.logIndex);
  return new Map(rows.map((row) => [`${row.deposit} ${row.depositor}`, row.tier]));
}
