import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../../client/createClient.ts';
import { type Commons, startCommons } from '../faults/commons.ts';
import type { Figure } from './figure.ts';

const FIRST_PORT = 7_700;
const WARM_UP = 1_000;
const QUESTIONS = 2_000;
const AT_ONCE = 4;
const REST_MS = 15_000;
const WORDS = 'river mill ferry orchard lantern harbour winter stranger letter bell reed stone bread salt song'.split(
  ' ',
);

/** What questions leave behind: memory and disk of a gate and of a node of experts, after a warm-up. */
export async function benchGrowth(): Promise<readonly Figure[]> {
  const root = mkdtempSync(join(tmpdir(), 'tilth-growth-'));
  const commons = await startCommons(join(root, 'commons'), FIRST_PORT);
  try {
    const client = await createClient({ url: commons.page });
    await askAll(client, 0, WARM_UP);
    const before = await measure(commons);
    await askAll(client, WARM_UP, QUESTIONS);
    const after = await measure(commons);
    return ['north', 'west'].flatMap((node) => {
      const [a, b] = [before[node], after[node]] as [Size, Size];
      const grown = (b.memory / a.memory - 1) * 100;
      const disk = (b.disk - a.disk) / QUESTIONS / 1024;
      return [
        {
          ...figure(`memory of ${node} after ${QUESTIONS} questions more`, grown, '%'),
          target: '<= 5 %',
          met: grown <= 5,
        },
        figure(`memory of ${node}`, b.memory / 2 ** 20, 'MB'),
        figure(`disk of ${node} a question, until it is dropped`, disk, 'KB'),
      ];
    });
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
async function measure(commons: Commons): Promise<Readonly<Record<string, Size>>> {
  await sleep(REST_MS);
  const sizes = ['north', 'west'].map((node): [string, Size] => {
    const status = readFileSync(`/proc/${commons.pidOf(node)}/status`, 'utf8');
    const folder = join(commons.directory, 'nodes', node);
    const disk = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    return [node, { memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024, disk }];
  });
  return Object.fromEntries(sizes);
}
