import { Hono } from 'hono';
import { type SearchAnswer, searchRequest } from '../../protocol/http/search.ts';
import type { Gather } from '../gates/gather.ts';
import { isAnswered } from '../gates/summarise.ts';
import { type Door, OPEN_DOOR } from './admit.ts';
import { readBody } from './errors.ts';

/** Creates the door to retrieval experts: passages of deposits that match a query, the best first. */
export function createSearchRoutes(
  { gather, door = OPEN_DOOR }: { gather: Gather; door?: Door },
  { audit = false } = {},
): Hono {
  const routes = new Hono();
  routes.post('/v1/search', door.admit, async (context) => {
    const { query, register, limit, tilth } = await readBody(context, searchRequest);
    const input = { kind: 'retrieve' as const, query, limit, asker: door.askerOf(context) };
    const isOpenable = tilth?.audit ?? audit;
    const model = register === undefined ? 'auto' : `register:${register}`;
    const { outcomes, record } = await gather(
      { model, input, isOpenable, width: 4 },
      { signal: context.req.raw.signal },
    );
    door.served(context, record);
    const found = outcomes.filter(isAnswered).flatMap(({ answer: { output, candidate } }) => {
      const { expertId: expert, domain } = candidate;
      return output.kind === 'retrieve' ? [{ ...output, expert, register: domain }] : [];
    });
    const passages = found
      .flatMap(({ expert, register: of, ...one }) => one.passages.map((it) => ({ ...it, expert, register: of })))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
    const named = found.flatMap(({ withheld, expert }) => withheld.map(({ deposit }) => ({ deposit, expert })));
    const withheld = [...Map.groupBy(named, ({ deposit }) => deposit).values()].flatMap(([first]) => first ?? []);
    const answer: SearchAnswer = { query, passages, withheld, tilth: record };
    return context.json(answer);
  });
  return routes;
}
