import { and, asc, desc, eq, ilike, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { canonicalLanguage } from '../../../protocol/manifest/language.ts';
import { REGISTERS } from '../../../protocol/manifest/register.ts';
import { head, leaf, leafCheck, tierChange } from '../../store/tables/deposits.ts';
import { deposit } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';

type DepositRow = typeof deposit.$inferSelect;

type Filters = PageArguments & {
  readonly register?: string | null;
  readonly tier?: string | null;
  readonly contributor?: string | null;
  readonly language?: string | null;
  readonly logId?: number | null;
  readonly withdrawn?: boolean | null;
  readonly ids?: readonly string[] | null;
  readonly search?: string | null;
};

const MAX_SEARCH = 100;

/** Deposits and their registers. */
export const depositResolvers = {
  Query: {
    deposit: async (_: unknown, { id }: { id: string }, { database }: Context) => {
      const [row] = await database
        .select()
        .from(deposit)
        .where(id.startsWith('0x') ? eq(deposit.key, id.toLowerCase()) : eq(deposit.id, id));
      return row ?? null;
    },
    deposits: (_: unknown, filters: Filters, { database }: Context) =>
      readPage(database, deposit, {
        where: toConditions(filters),
        key: ['anchoredBlock', 'logId', 'index'],
        page: filters,
      }),
    registers: summariseRegisters,
  },
  Deposit: {
    withdrawn: (row: DepositRow) => row.withdrawnAt !== null,
    places: (row: DepositRow, _: unknown, { database }: Context) =>
      database
        .select({
          logId: leaf.logId,
          index: leaf.index,
          size: leaf.size,
          root: head.root,
          anchoredAt: head.time,
          transaction: head.transaction,
        })
        .from(leaf)
        .innerJoin(head, and(eq(head.logId, leaf.logId), eq(head.size, leaf.size)))
        .innerJoin(leafCheck, and(eq(leafCheck.logId, leaf.logId), eq(leafCheck.index, leaf.index), leafCheck.holds))
        .where(eq(leaf.key, row.key))
        .orderBy(asc(head.block), asc(head.logIndex), asc(leaf.index)),
    tierChanges: (row: DepositRow, _: unknown, { database }: Context) =>
      database
        .select({ tier: tierChange.tier, at: tierChange.time, nonce: tierChange.nonce })
        .from(tierChange)
        .where(and(eq(tierChange.deposit, row.key), eq(tierChange.depositor, row.contributor)))
        .orderBy(desc(tierChange.block), desc(tierChange.logIndex)),
    exposures: readExposures,
  },
};

function toConditions(filters: Filters) {
  const search = filters.search?.trim().slice(0, MAX_SEARCH);
  const pattern = `%${search?.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { register, tier, contributor, language, logId, withdrawn, ids } = filters;
  return [
    register ? eq(deposit.register, register) : undefined,
    tier ? eq(deposit.tier, tier) : undefined,
    contributor ? eq(deposit.contributor, contributor) : undefined,
    language ? inLanguage(language) : undefined,
    typeof logId === 'number' ? eq(deposit.logId, logId) : undefined,
    withdrawn === true ? isNotNull(deposit.withdrawnAt) : undefined,
    withdrawn === false ? isNull(deposit.withdrawnAt) : undefined,
    ids ? inArray(deposit.id, ids.slice(0, 500)) : undefined,
    search
      ? or(
          sql`to_tsvector('simple', ${deposit.label} || ' ' || ${deposit.register}) @@ websearch_to_tsquery('simple', ${search})`,
          ilike(deposit.label, pattern),
          eq(deposit.language, search),
          eq(deposit.id, search),
        )
      : undefined,
  ];
}

/** A tag and all that are narrower: `en` finds `en-x-dialect` (RFC 4647, basic filtering). */
function inLanguage(range: string) {
  const tag = canonicalLanguage(range) ?? range;
  return or(eq(deposit.language, tag), sql`starts_with(${deposit.language}, ${`${tag}-`})`);
}

/** Runs whose snapshot holds the deposit, and whether the adapter's card names it. */
export async function readExposures(row: DepositRow, _: unknown, { database }: Context) {
  const found = await database.execute(sql`
    select run.id as run_id, adapter.id as model_id, document.cid is not null as carded, named.deposit is not null as named,
      named.bytes
    from run
    left join adapter on adapter.run_id = run.id
    left join document on document.cid = adapter.cid
    left join card_deposit named on named.cid = adapter.cid and named.deposit = ${row.id}
    where named.deposit is not null or exists (
      select 1 from snapshot_log pair join signed_leaf leaf on leaf.log_id = pair.log_id and leaf.index < pair.size
      where pair.cid in (run.cid, adapter.cid) and leaf.key = ${row.key})
    order by run.id desc`);
  return found.rows.map((one) => ({
    runId: Number(one.run_id),
    modelId: one.model_id === null ? null : Number(one.model_id),
    trained: one.carded === true ? one.named === true : null,
    bytes: one.bytes === null ? null : Number(one.bytes),
  }));
}

async function summariseRegisters(_: unknown, __: unknown, { database, governor }: Context) {
  const rows = await database
    .select({
      register: deposit.register,
      deposits: sql<number>`count(*)::int`,
      withdrawn: sql<number>`count(${deposit.withdrawnAt})::int`,
      bytes: sql<string>`coalesce(sum(${deposit.bytes}) filter (where ${deposit.withdrawnAt} is null), 0)`,
      contributors: sql<number>`count(distinct ${deposit.contributor})::int`,
    })
    .from(deposit)
    .groupBy(deposit.register);
  const [policy] = (await database.execute(sql`select shares from policy order by id desc limit 1`)).rows;
  const shares = (policy?.shares ?? []) as readonly number[];
  const names = await governor.registers();
  const all = [...new Set([...names, ...REGISTERS, ...rows.map((row) => row.register)])];
  const empty = { deposits: 0, withdrawn: 0, bytes: '0', contributors: 0 };
  return all.map((register) => ({
    ...empty,
    ...rows.find((row) => row.register === register),
    register,
    basisPoints: shares[names.indexOf(register)] ?? null,
  }));
}
