import { Hono } from 'hono';
import { z } from 'zod';
import type { Gather } from '../gates/gather.ts';
import { isAnswered } from '../gates/summarise.ts';
import { readBody } from './readBody.ts';

const request = z.object({
  query: z.string().min(1).max(16_000),
  register: z
    .string()
    .regex(/^[a-z][a-z-]{0,58}$/)
    .optional(),
  limit: z.int().min(1).max(20).default(5),
  tilth: z.object({ audit: z.boolean().optional() }).optional(),
});

/** Creates the door to retrieval experts: passages of deposits that match a query, the best first. */
export function createSearchRoutes({ gather }: { gather: Gather }, { audit = false } = {}): Hono {
  const routes = new Hono();
  routes.post('/v1/search', async (context) => {
    const { query, register, limit, tilth } = await readBody(context, request);
    const input = { kind: 'retrieve' as const, query, limit, audit: tilth?.audit ?? audit };
    const model = register === undefined ? 'auto' : `register:${register}`;
    const { outcomes, record } = await gather({ model, input, width: 4 }, { signal: context.req.raw.signal });
    const passages = outcomes
      .filter(isAnswered)
      .flatMap(({ answer: { output, candidate } }) =>
        output.kind === 'retrieve'
          ? output.passages.map((passage) => ({ ...passage, expert: candidate.expertId, register: candidate.domain }))
          : [],
      )
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
    return context.json({ query, passages, tilth: record });
  });
  return routes;
}
