import { eq } from 'drizzle-orm';
import { expertState } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { type PageArguments, readPage } from '../page.ts';
import { findOperator } from './identity.ts';

type ExpertRow = typeof expertState.$inferSelect;
type Filters = PageArguments & { domain?: string | null; operatorId?: number | null; active?: boolean | null };

/** Experts, with what their manifests say. */
export const expertResolvers = {
  Query: {
    experts: (_: unknown, args: Filters, { database }: Context) =>
      readPage(database, expertState, {
        where: [
          args.domain ? eq(expertState.domain, args.domain) : undefined,
          typeof args.operatorId === 'number' ? eq(expertState.operatorId, args.operatorId) : undefined,
          typeof args.active === 'boolean' ? eq(expertState.active, args.active) : undefined,
        ],
        key: ['id'],
        page: args,
      }),
    expert: async (_: unknown, { id }: { id: number }, { database }: Context) => {
      const [row] = await database.select().from(expertState).where(eq(expertState.id, id));
      return row ?? null;
    },
  },
  Expert: {
    operator: (row: ExpertRow, _: unknown, context: Context) => findOperator(row.operatorId, context),
    publishedAt: (row: ExpertRow) => row.time,
    kind: (row: ExpertRow) => readText(row, 'kind'),
    runtimeClass: (row: ExpertRow) => readText(row, 'runtimeClass'),
    adapter: (row: ExpertRow) => readText(row, 'adapter'),
  },
};

/** A manifest is an operator's own word: a field of another type counts as absent. */
function readText(row: ExpertRow, field: string): string | null {
  const value = row.manifest?.[field];
  return typeof value === 'string' ? value : null;
}
