import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../../client/createClient.ts';
import { openJournal } from '../../node/journal/journal.ts';
import { openServedJobs } from '../../node/journal/servedJobs.ts';
import { openWitnesses } from '../../node/journal/witnesses.ts';
import { createPruner, settledReceipts } from '../../node/work/prune.ts';
import { type Commons, startCommons } from '../faults/commons.ts';
import type { Figure } from './figure.ts';

const FIRST_PORT = 7_700;
const WARM_UP = 1_000;
/** `--questions=10000` asks as many as the target speaks of; it takes a quarter of an hour. */
const QUESTIONS = Number(process.argv.find((word) => word.startsWith('--questions='))?.split('=')[1] ?? 2_000);
const AT_ONCE = 4;
const REST_MS = 15_000;
const NODES = ['north', 'west'] as const;
const WORDS = 'river mill ferry orchard lantern harbour winter stranger letter bell reed stone bread salt song'.split(
  ' ',
);

/** What questions leave behind: memory and disk of a gate and of a node of experts, after a warm-up, and once all is settled. */
export async function benchGrowth(): Promise<readonly Figure[]> {
  const root = mkdtempSync(join(tmpdir(), 'tilth-growth-'));
  const commons = await startCommons(join(root, 'commons'), FIRST_PORT);
  try {
    const client = await createClient({ url: commons.page });
    const fresh = NODES.map((node) => diskOf(commons, node));
    await askAll(client, 0, WARM_UP);
    const before = await measure(commons);
    await askAll(client, WARM_UP, QUESTIONS);
    const after = await measure(commons);
    await commons.stop();
    return (
      await Promise.all(
        NODES.map(async (node, i) => {
          const [a, b] = [before[i], after[i]] as [Size, Size];
          const grown = (b.memory / a.memory - 1) * 100;
          await settle(commons, node);
          const left = diskOf(commons, node) - (fresh[i] as number);
          const kilobytes = (bytes: number, questions: number) => bytes / questions / 1024;
          return [
            {
              ...figure(`memory of ${node} after ${QUESTIONS} questions more`, grown, '%'),
              target: '<= 5 %',
              met: grown <= 5,
            },
            figure(`memory of ${node}`, b.memory / 2 ** 20, 'MB'),
            figure(`disk of ${node} a question`, kilobytes(b.disk - a.disk, QUESTIONS), 'KB'),
            figure(`disk of ${node} a question, settled`, kilobytes(left, WARM_UP + QUESTIONS), 'KB'),
          ];
        }),
      )
    ).flat();
  } finally {
    await commons.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function figure(name: string, value: number, unit: string): Figure {
  return { name, value: Math.round(value * 10) / 10, unit, target: null, peer: null, met: null };
}

async function askAll(client: Client, from: number, count: number): Promise<void> {
  let next = from;
  const work = async (): Promise<void> => {
    for (let at = next++; at < from + count; at = next++) {
      const query = `the ${WORDS[at % WORDS.length]} and the ${WORDS[(at * 7 + 3) % WORDS.length]} of ${at}`;
      // A refusal is an answer too: what it leaves behind counts as well.
      await client.search({ query, limit: 3, audit: at % 10 === 0 }).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

type Size = { readonly memory: number; readonly disk: number };

/** Bytes, at rest. */
async function measure(commons: Commons): Promise<readonly Size[]> {
  await sleep(REST_MS);
  return NODES.map((node) => {
    const status = readFileSync(`/proc/${commons.pidOf(node)}/status`, 'utf8');
    return { memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024, disk: diskOf(commons, node) };
  });
}

const journalOf = ({ directory }: Commons, node: string) => join(directory, 'nodes', node, 'journal.sqlite');

/** Bytes that records and blocks stand on; free pages are written over by what comes next. */
function diskOf(commons: Commons, node: string): number {
  const files = [journalOf(commons, node), join(commons.directory, 'nodes', node, 'blocks.sqlite')];
  return files.reduce((sum, file) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const bytes = (read('page_count') - read('freelist_count')) * read('page_size');
    database.close();
    return sum + bytes;
  }, 0);
}

/** Drops by the node's own rule what nobody can dispute any more, as if that time had passed. */
async function settle(commons: Commons, node: string): Promise<void> {
  const journal = openJournal(journalOf(commons, node));
  const receipts = [openServedJobs(journal), openWitnesses(journal)];
  const onTrouble: Parameters<typeof createPruner>[0]['onTrouble'] = ({ cause }) => {
    throw cause;
  };
  const rule = settledReceipts(receipts, { keepSeconds: 0, epochSeconds: 1 });
  const pruner = createPruner({ rules: [rule], now: Date.now, onTrouble });
  for (let left = QUESTIONS + WARM_UP; left > 0; left -= 500) await pruner.run();
  await pruner.stop();
  journal.close();
}
