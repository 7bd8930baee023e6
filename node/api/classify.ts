import { Hono } from 'hono';
import { type ClassifyAnswer, classifyRequest } from '../../protocol/http/classify.ts';
import type { Gather } from '../gates/gather.ts';
import { isAnswered } from '../gates/summarise.ts';
import { type Door, OPEN_DOOR } from './admit.ts';
import { readBody } from './errors.ts';

/** Creates the door to classifiers: which register a text is written in, and whether experts agree. */
export function createClassifyRoutes(
  { gather, door = OPEN_DOOR }: { gather: Gather; door?: Door },
  { audit = false } = {},
): Hono {
  const routes = new Hono();
  routes.post('/v1/classify', door.admit, async (context) => {
    const { model, text, tilth } = await readBody(context, classifyRequest);
    const input = { kind: 'classify' as const, text };
    const isOpenable = tilth?.audit ?? audit;
    const { outcomes, record } = await gather(
      { model, input, isOpenable, width: 2 },
      { signal: context.req.raw.signal },
    );
    door.served(context, record);
    const output = outcomes.find(isAnswered)?.answer.output;
    const [receipt] = record.receipts;
    if (receipt) context.header('x-tilth-receipt', receipt.jobId);
    const answer: ClassifyAnswer = { labels: output?.kind === 'classify' ? output.labels : [], tilth: record };
    return context.json(answer);
  });
  return routes;
}
