import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { pino } from 'pino';
import { startServer as startIndex } from '../../indexer/api/server.ts';
import { openStore } from '../../indexer/store/openStore.ts';
import { createBlockRoutes } from '../../node/api/blocks.ts';
import { createClassifyRoutes } from '../../node/api/classify.ts';
import { createDepositRoutes } from '../../node/api/deposits.ts';
import { createOpenAiRoutes } from '../../node/api/openai.ts';
import { createSearchRoutes } from '../../node/api/search.ts';
import { startServer as startGate } from '../../node/api/server.ts';
import { readManifest, type Submission } from '../../node/deposits/intake.ts';
import { NoAnswerError } from '../../node/gates/candidates.ts';
import { processorMs } from './report.ts';

/** How often the loop is looked at; a turn that takes longer shows as one step of that length. */
const STEP_MS = 2;

/**
 * The servers under test, in a process of their own so that nothing but them is measured: the doors of a gate up to where
 * its rooms begin, and an empty index. Tells the longest turn since it was last asked.
 */
const troubles: string[] = [];
const nobody = async (): Promise<never> => {
  throw new NoAnswerError('auto', []);
};
const nothing = {} as never;

const gate = await startGate({
  ...{ host: '127.0.0.1', port: 0, origins: [], ratePerSecond: 1e6, burst: 1e6, concurrency: 256 },
  onTrouble: ({ message, cause }) => troubles.push(`${message}: ${String(cause).slice(0, 120)}`),
  routes: [
    createOpenAiRoutes({
      ask: async function* () {
        yield await nobody();
      },
    }),
    createClassifyRoutes({ gather: nobody }),
    createSearchRoutes({ gather: nobody }),
    createBlockRoutes({ has: async () => false, get: nobody } as never),
    createDepositRoutes({
      accept: async ({ core }: Submission) => {
        await readManifest(core);
        return nobody();
      },
      ...{ find: () => null, receipt: nothing, isAnchored: nothing, withdraw: nothing, logId: 1, assertOpen: () => {} },
    } as never),
    new Hono(),
  ],
});

const store = await openStore({ dataDirectory: 'memory://' });
const logger = pino({ level: 'error', hooks: { logMethod: ([entry]) => void troubles.push(describe(entry)) } });
const index = await startIndex({
  ...{ host: '127.0.0.1', port: 0, rate: { ratePerSecond: 1e6, burst: 1e6 } },
  logger,
  context: {
    database: store.reading,
    deployment: { chainId: 31337, contracts: {} } as never,
    state: { chainHead: null, problem: null },
    governor: { state: async () => null, chamber: async () => null, registers: async () => [] },
  },
});

function describe(entry: unknown): string {
  return String((entry as { err?: unknown } | null)?.err ?? entry).slice(0, 200);
}

let last = processorMs();
let longest = 0;
setInterval(() => {
  const now = processorMs();
  longest = Math.max(longest, now - last);
  last = now;
}, STEP_MS);

process.on('message', () => {
  longest = Math.max(longest, processorMs() - last);
  process.send?.({ longestMs: longest, memory: process.memoryUsage().rss, troubles: troubles.splice(0) });
  [longest, last] = [0, processorMs()];
});
process.on('disconnect', () => process.exit(0));
process.send?.({ gate: gate.url, index: `http://127.0.0.1:${(index.address() as AddressInfo).port}` });
