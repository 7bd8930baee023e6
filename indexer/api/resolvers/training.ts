import { and, desc, eq } from 'drizzle-orm';
import { document } from '../../store/tables/content.ts';
import { proposalStep } from '../../store/tables/governance.ts';
import { policy, run, runSeed, runVerification } from '../../store/tables/training.ts';
import { model } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';
import { findOperator } from './identity.ts';

type PolicyRow = typeof policy.$inferSelect;
type RunRow = typeof run.$inferSelect;

/** Voted mixtures and the runs that follow them. */
export const trainingResolvers = {
  Query: {
    policies: (_: unknown, args: PageArguments, { database }: Context) =>
      readPage(database, policy, { key: ['id'], page: args }),
    currentPolicy: async (_: unknown, __: unknown, { database }: Context) => {
      const [row] = await database.select().from(policy).orderBy(desc(policy.id)).limit(1);
      return row ?? null;
    },
    runs: (_: unknown, args: PageArguments, { database }: Context) =>
      readPage(database, run, { key: ['id'], page: args }),
    run: (_: unknown, { id }: { id: number }, context: Context) => findRun(id, context),
  },
  Policy: {
    shares: async (row: PolicyRow, _: unknown, { governor }: Context) => {
      const names = await governor.registers();
      return row.shares.map((basisPoints, i) => ({ register: names[i] ?? `register ${i}`, basisPoints }));
    },
    adoptedAt: (row: PolicyRow) => row.time,
    proposalId: async (row: PolicyRow, _: unknown, { database }: Context) => {
      const same = and(eq(proposalStep.transaction, row.transaction), eq(proposalStep.step, 'executed'));
      const [step] = await database.select().from(proposalStep).where(same);
      return step?.proposalId ?? null;
    },
  },
  Run: {
    operator: (row: RunRow, _: unknown, context: Context) => findOperator(row.operatorId, context),
    openedAt: (row: RunRow) => row.time,
    base: (row: RunRow, _: unknown, context: Context) => findModel(row.baseModelId, context),
    policy: (row: RunRow, _: unknown, context: Context) => findPolicy(row.policyId, context),
    seed: async (row: RunRow, _: unknown, context: Context) => (await findSeed(row, context))?.seed ?? null,
    seededAt: async (row: RunRow, _: unknown, context: Context) => (await findSeed(row, context))?.time ?? null,
    verifiedAt: async (row: RunRow, _: unknown, { database }: Context) => {
      const [found] = await database.select().from(runVerification).where(eq(runVerification.runId, row.id));
      return found?.time ?? null;
    },
    model: async (row: RunRow, _: unknown, { database }: Context) => {
      const [found] = await database.select().from(model).where(eq(model.runId, row.id));
      return found ?? null;
    },
    snapshot: async (row: RunRow, _: unknown, { database }: Context) => {
      if (!row.cid) return null;
      const [found] = await database.select().from(document).where(eq(document.cid, row.cid));
      return found?.content ?? null;
    },
  },
};

async function findSeed(row: RunRow, { database }: Context) {
  const [drawn] = await database.select().from(runSeed).where(eq(runSeed.runId, row.id));
  return drawn;
}

/** One run, or null. */
export async function findRun(id: number, { database }: Context): Promise<RunRow | null> {
  const [row] = await database.select().from(run).where(eq(run.id, id));
  return row ?? null;
}

/** One policy, or null. */
export async function findPolicy(id: number, { database }: Context): Promise<PolicyRow | null> {
  const [row] = await database.select().from(policy).where(eq(policy.id, id));
  return row ?? null;
}

/** One base or adapter, or null. */
export async function findModel(id: number, { database }: Context): Promise<typeof model.$inferSelect | null> {
  const [row] = await database.select().from(model).where(eq(model.id, id));
  return row ?? null;
}
