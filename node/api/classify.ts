import { Hono } from 'hono';
import { z } from 'zod';
import type { Gather } from '../gates/gather.ts';
import { isAnswered } from '../gates/summarise.ts';
import { readBody } from './readBody.ts';

const request = z.object({
  model: z.string().min(1).max(80).default('auto'),
  text: z.string().min(1).max(64_000),
  tilth: z.object({ audit: z.boolean().optional() }).optional(),
});

/** Creates the door to classifiers: which register a text is written in, and whether experts agree. */
export function createClassifyRoutes({ gather }: { gather: Gather }, { audit = false } = {}): Hono {
  const routes = new Hono();
  routes.post('/v1/classify', async (context) => {
    const { model, text, tilth } = await readBody(context, request);
    const input = { kind: 'classify' as const, text, audit: tilth?.audit ?? audit };
    const { outcomes, record } = await gather({ model, input, width: 2 }, { signal: context.req.raw.signal });
    const output = outcomes.find(isAnswered)?.answer.output;
    const [receipt] = record.receipts;
    if (receipt) context.header('x-tilth-receipt', receipt.jobId);
    return context.json({ labels: output?.kind === 'classify' ? output.labels : [], tilth: record });
  });
  return routes;
}
