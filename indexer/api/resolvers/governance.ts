import { desc, eq, sql } from 'drizzle-orm';
import { proposal, proposalStep, vote } from '../../store/tables/governance.ts';
import type { Context } from '../context.ts';
import { type DecodedAction, decodeAction } from '../decodeAction.ts';
import { type PageArguments, readFirst, readPage } from '../page.ts';

type ProposalRow = typeof proposal.$inferSelect;

const SUPPORT = ['against', 'for', 'abstain'];

/** The first line of a description, without what marks it as a heading or keeps the proposal for its proposer. */
export function titleOf(description: string): string {
  const [line = ''] = description.split(/\r?\n/, 1);
  return line.replace(/#proposer=0x[0-9a-f]{40}$/i, '').replace(/^#+\s*/, '');
}

/** Proposals, votes and tallies. */
export const governanceResolvers = {
  Query: {
    proposals: (_: unknown, args: PageArguments, { database }: Context) =>
      readPage(database, proposal, { key: ['block', 'logIndex'], page: args }),
    proposal: async (_: unknown, { id }: { id: string }, { database }: Context) => {
      if (!/^\d{1,78}$/.test(id)) return null;
      const [row] = await database.select().from(proposal).where(eq(proposal.id, id));
      return row ?? null;
    },
  },
  Proposal: {
    title: (row: ProposalRow) => titleOf(row.description),
    actions: (row: ProposalRow, _: unknown, { deployment }: Context) =>
      row.actions.map((action) => decodeAction(action, deployment)),
    createdAt: (row: ProposalRow) => row.time,
    snapshot: (row: ProposalRow) => row.voteStart,
    deadline: async (row: ProposalRow, _: unknown, context: Context) =>
      (await findStep(row, 'extended', context))?.at ?? row.voteEnd,
    eta: async (row: ProposalRow, _: unknown, context: Context) => (await findStep(row, 'queued', context))?.at ?? null,
    queuedAt: (row: ProposalRow, _: unknown, context: Context) => findTime(row, 'queued', context),
    executedAt: (row: ProposalRow, _: unknown, context: Context) => findTime(row, 'executed', context),
    canceledAt: (row: ProposalRow, _: unknown, context: Context) => findTime(row, 'canceled', context),
    state: readState,
    chambers: readChambers,
    votes: async (row: ProposalRow, { first }: { first?: number | null }, { database }: Context) => {
      const votes = await database
        .select()
        .from(vote)
        .where(eq(vote.proposalId, row.id))
        .orderBy(desc(vote.block), desc(vote.logIndex))
        .limit(readFirst(first));
      return votes.map((one) => ({
        ...one,
        support: SUPPORT[one.support] ?? `support ${one.support}`,
        technicalSupport: SUPPORT[one.technicalSupport] ?? `support ${one.technicalSupport}`,
        at: one.time,
      }));
    },
  },
  Action: {
    mixture: async (action: DecodedAction, _: unknown, { governor }: Context) => {
      if (action.contract !== 'mixturePolicy' || action.signature !== 'adopt(uint16[])') return null;
      const names = await governor.registers();
      const shares = action.arguments[0]?.value;
      if (!Array.isArray(shares)) return null;
      return shares.map((share, i) => ({ register: names[i] ?? `register ${i}`, basisPoints: Number(share) }));
    },
  },
};

type Step = typeof proposalStep.$inferSelect;

async function findStep(row: ProposalRow, step: Step['step'], { database }: Context): Promise<Step | undefined> {
  const steps = await database
    .select()
    .from(proposalStep)
    .where(eq(proposalStep.proposalId, row.id))
    .orderBy(desc(proposalStep.block), desc(proposalStep.logIndex));
  return steps.find((one) => one.step === step);
}

async function findTime(row: ProposalRow, step: Step['step'], context: Context): Promise<number | null> {
  return (await findStep(row, step, context))?.time ?? null;
}

/** The chain decides; while it cannot be asked, what the events and the clock tell. */
async function readState(row: ProposalRow, _: unknown, context: Context): Promise<string> {
  const state = await context.governor.state(row.id);
  if (state) return state;
  for (const step of ['executed', 'canceled', 'queued'] as const) {
    if (await findStep(row, step, context)) return step;
  }
  const deadline = (await findStep(row, 'extended', context))?.at ?? row.voteEnd;
  const now = Date.now() / 1000;
  if (now <= row.voteStart) return 'pending';
  return now <= deadline ? 'active' : 'closed';
}

async function readChambers(row: ProposalRow, _: unknown, { database, governor }: Context) {
  const chambers = [
    { name: 'contributor', number: 0, support: vote.support, weight: vote.people },
    { name: 'technical', number: 1, support: vote.technicalSupport, weight: vote.technical },
  ] as const;
  return Promise.all(
    chambers.map(async ({ name, number, support, weight }) => {
      const [tally] = await database
        .select({
          against: sql<string>`coalesce(sum(${weight}) filter (where ${support} = 0), 0)`,
          for: sql<string>`coalesce(sum(${weight}) filter (where ${support} = 1), 0)`,
          abstain: sql<string>`coalesce(sum(${weight}) filter (where ${support} = 2), 0)`,
        })
        .from(vote)
        .where(eq(vote.proposalId, row.id));
      const live = await governor.chamber(row.id, number);
      return { name, ...tally, total: live?.total ?? null, quorum: live?.quorum ?? null };
    }),
  );
}
