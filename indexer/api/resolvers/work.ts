import { and, asc, desc, eq } from 'drizzle-orm';
import { keyOfEpoch } from '../../../protocol/work/auditKey.ts';
import { creditMint } from '../../store/tables/credits.ts';
import { creditAccount } from '../../store/tables/views.ts';
import {
  audit,
  auditPanel,
  auditStep,
  epochCredit,
  sealedEpoch,
  verdictCommit,
  verdictReveal,
} from '../../store/tables/work.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readFirst, readPage } from '../page.ts';

type EpochRow = typeof sealedEpoch.$inferSelect;

const CREDIT_KINDS = ['contribution', 'compute', 'stewardship'];

/** Sealed epochs with their verdicts, and credits. */
export const workResolvers = {
  Query: {
    epochs: (_: unknown, args: PageArguments & { operatorId?: number | null }, { database }: Context) =>
      readPage(database, sealedEpoch, {
        where: [typeof args.operatorId === 'number' ? eq(sealedEpoch.operatorId, args.operatorId) : undefined],
        key: ['block', 'logIndex'],
        page: args,
      }),
    credits: async (_: unknown, { account }: { account: string }, { database }: Context) => {
      const [row] = await database.select().from(creditAccount).where(eq(creditAccount.account, account));
      return row ?? { account, identityId: null, contribution: '0', compute: '0', stewardship: '0' };
    },
    creditAccounts: (_: unknown, args: PageArguments, { database }: Context) =>
      readPage(database, creditAccount, { key: ['identityId'], page: args }),
  },
  Epoch: {
    sealedAt: (row: EpochRow) => row.time,
    audit: async (row: EpochRow, _: unknown, context: Context) => (await findAudit(row, context))?.key ?? null,
    seed: async (row: EpochRow, _: unknown, context: Context) => (await findAudit(row, context))?.seed ?? null,
    seededAt: async (row: EpochRow, _: unknown, context: Context) => (await findAudit(row, context))?.time ?? null,
    state: readState,
    panels: async (row: EpochRow, _: unknown, context: Context) =>
      (await readPanels(row, context)).map((panel) => ({ ...panel, stage: STAGES[panel.stage] ?? 'unknown' })),
    verdicts: readVerdicts,
    credited: isCredited,
  },
  CreditAccount: {
    mints: async (row: { identityId: number | null }, { first }: { first?: number | null }, { database }: Context) => {
      const mints = await database
        .select()
        .from(creditMint)
        .where(eq(creditMint.identityId, row.identityId ?? -1))
        .orderBy(desc(creditMint.block), desc(creditMint.logIndex))
        .limit(readFirst(first));
      return mints.map((mint) => ({ ...mint, kind: CREDIT_KINDS[mint.kind] ?? `kind ${mint.kind}`, at: mint.time }));
    },
  },
};

/** Stages by the number that SpotCheck gives them; those before a decision are of panels. */
const STAGES = ['sealed', 'first', 'replaced', 'large'];

const keyOf = (row: EpochRow) => keyOfEpoch(BigInt(row.operatorId), BigInt(row.epoch));

async function findAudit(row: EpochRow, { database }: Context) {
  const [drawn] = await database
    .select()
    .from(audit)
    .where(eq(audit.key, keyOf(row)))
    .limit(1);
  return drawn;
}

function readPanels(row: EpochRow, { database }: Context) {
  return database
    .select()
    .from(auditPanel)
    .where(eq(auditPanel.key, keyOf(row)))
    .orderBy(asc(auditPanel.block), asc(auditPanel.logIndex));
}

async function isCredited(row: EpochRow, _: unknown, { database }: Context): Promise<boolean> {
  const own = and(eq(epochCredit.operatorId, row.operatorId), eq(epochCredit.epoch, row.epoch));
  return (await database.$count(epochCredit, own)) > 0;
}

async function readState(row: EpochRow, _: unknown, context: Context): Promise<string> {
  const ends = await context.database
    .select()
    .from(auditStep)
    .where(eq(auditStep.key, keyOf(row)));
  if (ends.some(({ step }) => step === 'fault')) return 'void';
  if (await isCredited(row, _, context)) return 'credited';
  const decided = ends.find(({ step }) => step === 'clean' || step === 'rejected');
  if (decided) return decided.step;
  return STAGES[(await readPanels(row, context)).at(-1)?.stage ?? 0] ?? 'unknown';
}

async function readVerdicts(row: EpochRow, _: unknown, { database }: Context) {
  const key = keyOf(row);
  const commits = await database.select().from(verdictCommit).where(eq(verdictCommit.key, key));
  const reveals = await database.select().from(verdictReveal).where(eq(verdictReveal.key, key));
  return commits.map((commit) => {
    const isItsOwn = (reveal: (typeof reveals)[number]) =>
      reveal.verifierId === commit.verifierId && reveal.block >= commit.block;
    const opened = reveals.find(isItsOwn);
    return {
      verifierId: commit.verifierId,
      committedAt: commit.time,
      revealedAt: opened?.time ?? null,
      checked: opened?.checked ?? null,
      failed: opened?.failed ?? null,
      verdictRoot: opened?.verdictRoot ?? null,
      uri: opened?.uri ?? null,
    };
  });
}
