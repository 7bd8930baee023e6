import { eq, sql } from 'drizzle-orm';
import { readLosses, readShares } from '../../content/looseCard.ts';
import { attributionClaim } from '../../store/tables/models.ts';
import { model } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';
import { findModel, findPolicy, findRun } from './training.ts';

type ModelRow = typeof model.$inferSelect;
type Json = Readonly<Record<string, unknown>>;

/** Bases and adapters, with what their cards say. */
export const modelResolvers = {
  Query: {
    models: (_: unknown, args: PageArguments & { kind?: string | null }, { database }: Context) =>
      readPage(database, model, {
        where: [args.kind ? eq(model.kind, args.kind) : undefined],
        key: ['id'],
        page: args,
      }),
    model: (_: unknown, { id }: { id: number }, context: Context) => findModel(id, context),
  },
  Model: {
    registeredAt: (row: ModelRow) => row.time,
    base: (row: ModelRow, _: unknown, context: Context) =>
      row.baseModelId === null ? null : findModel(row.baseModelId, context),
    run: (row: ModelRow, _: unknown, context: Context) => (row.runId === null ? null : findRun(row.runId, context)),
    policy: (row: ModelRow, _: unknown, context: Context) =>
      row.policyId === null ? null : findPolicy(row.policyId, context),
    adapters: (row: ModelRow, _: unknown, { database }: Context) =>
      database.select().from(model).where(eq(model.baseModelId, row.id)).orderBy(model.id).limit(200),
    losses: (row: ModelRow) => readLosses(row.card?.evaluation),
    attribution: readAttribution,
    containsWithdrawn: async (row: ModelRow, _: unknown, { database }: Context) => {
      const found = await database.execute(sql`
        select count(*) as count from adapter join card_deposit named on named.cid = adapter.cid
        join deposit on deposit.id = named.deposit
        where adapter.id = ${row.id} and deposit.withdrawn_at is not null`);
      return Number(found.rows[0]?.count ?? 0);
    },
  },
};

async function readAttribution(row: ModelRow, _: unknown, { database }: Context) {
  const listed = readShares((row.card?.attribution as Json | undefined)?.shares);
  const claims = await database.select().from(attributionClaim).where(eq(attributionClaim.modelId, row.id));
  const times = new Map(claims.map((claim) => [claim.identityId, claim.time]));
  return listed
    .map(({ contributor, identity, shareBp }) => ({
      contributor: contributor.toLowerCase(),
      identityId: identity || null,
      basisPoints: shareBp,
      claimed: times.has(identity),
      claimedAt: times.get(identity) ?? null,
    }))
    .sort((a, b) => b.basisPoints - a.basisPoints || a.contributor.localeCompare(b.contributor));
}
