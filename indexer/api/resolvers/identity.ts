import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { operatorNode } from '../../store/tables/identity.ts';
import { expertState, identityState, operatorState } from '../../store/tables/views.ts';
import { audit, sealedEpoch, verdictReveal, workChange } from '../../store/tables/work.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';

type OperatorRow = typeof operatorState.$inferSelect;
type IdentityRow = typeof identityState.$inferSelect;

const KINDS = ['', 'person', 'institution'];
const kindNumber = (kind: string) => KINDS.indexOf(kind);

/** Identities and operators. */
export const identityResolvers = {
  Query: {
    identity: async (_: unknown, { account }: { account: string }, { database }: Context) => {
      const rows = await database.select().from(identityState).where(eq(identityState.account, account));
      return rows.at(-1) ?? null;
    },
    identities: (_: unknown, args: PageArguments & { kind?: string | null }, { database }: Context) =>
      readPage(database, identityState, {
        where: [args.kind ? eq(identityState.kind, kindNumber(args.kind)) : undefined],
        key: ['id'],
        page: args,
      }),
    operators: (_: unknown, args: PageArguments & { active?: boolean | null }, { database }: Context) =>
      readPage(database, operatorState, {
        where: [typeof args.active === 'boolean' ? eq(operatorState.active, args.active) : undefined],
        key: ['id'],
        page: args,
      }),
    operator: (_: unknown, { id }: { id: number }, context: Context) => findOperator(id, context),
  },
  Identity: {
    kind: (row: IdentityRow) => KINDS[row.kind] ?? `kind ${row.kind}`,
    enrolledAt: (row: IdentityRow) => row.time,
    active: (row: IdentityRow) => {
      const now = Date.now() / 1000;
      return row.valid && row.validUntil > now && (row.suspendedUntil ?? 0) <= now;
    },
  },
  Operator: {
    registeredAt: (row: OperatorRow) => row.time,
    nodes: async (row: OperatorRow, _: unknown, { database }: Context) => {
      const rows = await database
        .selectDistinctOn([operatorNode.peerKey])
        .from(operatorNode)
        .where(eq(operatorNode.operatorId, row.id))
        .orderBy(operatorNode.peerKey, desc(operatorNode.block), desc(operatorNode.logIndex));
      return rows.filter((node) => node.bound === 1).map((node) => ({ ...node, boundAt: node.time }));
    },
    experts: (row: OperatorRow, _: unknown, { database }: Context) =>
      database
        .select()
        .from(expertState)
        .where(and(eq(expertState.operatorId, row.id), eq(expertState.active, true)))
        .orderBy(expertState.id)
        .limit(200),
    units: async (row: OperatorRow, _: unknown, { database }: Context) => {
      const [sum] = await database
        .select({ units: sql<string>`coalesce(sum(${workChange.units}), 0)` })
        .from(workChange)
        .where(eq(workChange.operatorId, row.id));
      return sum?.units ?? '0';
    },
    sealedEpochs: (row: OperatorRow, _: unknown, { database }: Context) =>
      database.$count(sealedEpoch, eq(sealedEpoch.operatorId, row.id)),
    verdicts: (row: OperatorRow, _: unknown, { database }: Context) =>
      database.$count(verdictReveal, ofOperator(row, database)),
    failedVerdicts: (row: OperatorRow, _: unknown, { database }: Context) =>
      database.$count(verdictReveal, and(ofOperator(row, database), sql`${verdictReveal.failed} > 0`)),
  },
};

/** Verdicts on what an operator did. */
function ofOperator(row: OperatorRow, database: Context['database']) {
  const keys = database.select({ key: audit.key }).from(audit).where(eq(audit.operatorId, row.id));
  return inArray(verdictReveal.key, keys);
}

/** One operator, or null. */
export async function findOperator(id: number, { database }: Context): Promise<OperatorRow | null> {
  const [row] = await database.select().from(operatorState).where(eq(operatorState.id, id));
  return row ?? null;
}
