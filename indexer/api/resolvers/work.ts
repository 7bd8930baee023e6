import { and, desc, eq } from 'drizzle-orm';
import { creditMint } from '../../store/tables/credits.ts';
import { creditAccount } from '../../store/tables/views.ts';
import { epochCredit, sealedEpoch, seedDraw, verdictCommit, verdictReveal } from '../../store/tables/work.ts';
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
      return row ?? { account, contribution: '0', compute: '0', stewardship: '0' };
    },
    creditAccounts: (_: unknown, args: PageArguments, { database }: Context) =>
      readPage(database, creditAccount, { key: ['account'], page: args }),
  },
  Epoch: {
    sealedAt: (row: EpochRow) => row.time,
    seed: async (row: EpochRow, _: unknown, context: Context) => (await findSeed(row, context))?.seed ?? null,
    seededAt: async (row: EpochRow, _: unknown, context: Context) => (await findSeed(row, context))?.time ?? null,
    verdicts: readVerdicts,
    credited: async (row: EpochRow, _: unknown, { database }: Context) =>
      (await database.$count(epochCredit, ofEpoch(epochCredit, row))) > 0,
  },
  CreditAccount: {
    mints: async (row: { account: string }, { first }: { first?: number | null }, { database }: Context) => {
      const mints = await database
        .select()
        .from(creditMint)
        .where(eq(creditMint.account, row.account))
        .orderBy(desc(creditMint.block), desc(creditMint.logIndex))
        .limit(readFirst(first));
      return mints.map((mint) => ({ ...mint, kind: CREDIT_KINDS[mint.kind] ?? `kind ${mint.kind}`, at: mint.time }));
    },
  },
};

type EpochTable = typeof seedDraw | typeof verdictCommit | typeof verdictReveal | typeof epochCredit;

const ofEpoch = (table: EpochTable, row: EpochRow) =>
  and(eq(table.operatorId, row.operatorId), eq(table.epoch, row.epoch));

async function findSeed(row: EpochRow, { database }: Context) {
  const [drawn] = await database.select().from(seedDraw).where(ofEpoch(seedDraw, row)).limit(1);
  return drawn;
}

async function readVerdicts(row: EpochRow, _: unknown, { database }: Context) {
  const commits = await database.select().from(verdictCommit).where(ofEpoch(verdictCommit, row));
  const reveals = await database.select().from(verdictReveal).where(ofEpoch(verdictReveal, row));
  return commits.map((commit) => {
    const opened = reveals.find((reveal) => reveal.verifierId === commit.verifierId);
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
