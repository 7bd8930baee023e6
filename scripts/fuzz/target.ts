import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
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
import { createClassifierExpert } from '../../node/experts/kinds/classifier.ts';
import { createRetrievalExpert } from '../../node/experts/kinds/retrieval.ts';
import { NoAnswerError } from '../../node/gates/candidates.ts';
import type { Gather } from '../../node/gates/gather.ts';
import { inTurns } from '../../node/inTurns.ts';
import { findingResemblances } from '../../protocol/corpus/nearDuplicates.ts';
import { embed } from '../../protocol/embedding/embed.ts';
import { checkNormal, TextRefusedError } from '../../protocol/manifest/text.ts';
import { readCorpus } from '../local/corpus.ts';
import { processorMs } from './report.ts';

/** How often the loop is looked at; a turn that takes longer shows as one step of that length. */
const STEP_MS = 2;

/**
 * The servers under test, in a process of their own so that nothing but them is measured: the doors of a gate, what reads
 * texts behind them (experts, and the comparison that a trainer makes), and an empty index. Tells the longest turn since it was last asked.
 */
const troubles: string[] = [];
const nobody = async (): Promise<never> => {
  throw new NoAnswerError('auto', []);
};
const nothing = {} as never;

const { texts } = readCorpus(join(import.meta.dirname, '../local/corpus'));
const opened = texts.map(({ name, register, text }) => ({ id: name, register, text }));
const corpus = { logs: [], list: nothing };
const experts = {
  classify: createClassifierExpert(opened, corpus),
  retrieve: createRetrievalExpert(opened, { domain: 'all', corpus }),
};
const options = { seed: 0n, signal: new AbortController().signal, onToken: async () => {}, mayQuote: () => true };

/** Asks experts of this process, as a gate does once it knows what a question is like. */
const gather: Gather = async ({ input }) => {
  if (input.kind === 'generate') return nobody();
  embed(input.kind === 'classify' ? input.text : input.query);
  await experts[input.kind].answer(input, options);
  return nobody();
};

/** So much of a text is compared: a longer one takes more turns, and no longer ones. */
const COMPARED = 100_000;

const readText = async (bytes: Uint8Array): Promise<void> => {
  const text = new TextDecoder().decode(bytes);
  await inTurns(checkNormal(text)).catch(ignoreRefusal);
  const half = text.slice(0, COMPARED);
  const anchor = { block: 1, logId: 1, position: 0 };
  const both = [half, half.toUpperCase()].map((it, i) => ({
    id: `${i}`,
    text: it,
    anchor: { ...anchor, position: i },
  }));
  await inTurns(findingResemblances(both));
};

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof TextRefusedError)) throw error;
}

const gate = await startGate({
  ...{ host: '127.0.0.1', port: 0, origins: [], ratePerSecond: 1e6, burst: 1e6, concurrency: 256 },
  onTrouble: ({ message, cause }) => troubles.push(`${message}: ${String(cause).slice(0, 120)}`),
  routes: [
    createOpenAiRoutes({
      ask: async function* () {
        yield await nobody();
      },
    }),
    createClassifyRoutes({ gather }),
    createSearchRoutes({ gather }),
    createBlockRoutes({ has: async () => false, get: nobody } as never),
    createDepositRoutes({
      accept: async ({ core, ciphertext }: Submission) => {
        await readText(ciphertext);
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
