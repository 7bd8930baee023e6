import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../../client/createClient.ts';
import { fromAccount } from '../../client/signer.ts';
import { openJournal } from '../../node/journal/journal.ts';
import { openServedJobs } from '../../node/journal/servedJobs.ts';
import { openWitnesses } from '../../node/journal/witnesses.ts';
import { createPruner, settledReceipts } from '../../node/work/prune.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import type { Person } from '../local/people.ts';
import { contributors, operators } from '../local/testPeople.ts';
import { type BareCommons, startCommons } from './bareCommons.ts';
import type { Figure } from './figure.ts';
import { type NodeProcess, prepareNode, startNode } from './nodeProcess.ts';

const PORT = 18_571;
/** `--questions=10000` asks as many as the target speaks of. */
const QUESTIONS = Number(process.argv.find((word) => word.startsWith('--questions='))?.split('=')[1] ?? 2_000);
const WARM_UP = Math.min(2_000, QUESTIONS);
const AT_ONCE = 4;
const TELLS_LIVE = { tellsLive: true };
const READY_MS = 60_000;
const REST_MS = 15_000;
const WORDS = 'river mill ferry orchard lantern harbour winter stranger letter bell reed stone bread salt song'.split(
  ' ',
);

/** What questions leave behind: memory and disk of a gate and of a node of experts, after a warm-up, and once all is settled. */
export async function benchGrowth(): Promise<readonly Figure[]> {
  const commons = await startCommons(PORT);
  const nodes = await startNodes(commons);
  try {
    const client = await createClient({
      endpoints: { ...commons.commons.endpoints, apiUrls: [(nodes[0] as NodeProcess).api] },
    });
    await depositSome(client);
    const fresh = nodes.map(diskOf);
    await askAll(client, 0, WARM_UP);
    const before = await measure(nodes);
    await askAll(client, WARM_UP, QUESTIONS);
    const after = await measure(nodes);
    await Promise.all(nodes.map((node) => node.kill('SIGTERM')));
    for (const node of nodes) await settle(node);
    return nodes.flatMap((node, i) => {
      const [a, b] = [before[i], after[i]] as [Size, Size];
      const name = ['the gate', 'the node of experts'][i];
      const grown = (now: number, then: number, what: string): Figure => {
        const more = (now / then - 1) * 100;
        return {
          ...figure(`${what} of ${name}, ${QUESTIONS} questions later`, more, '%'),
          target: '<= 5 %',
          met: more <= 5,
        };
      };
      const left = (diskOf(node) - (fresh[i] as number)) / (WARM_UP + QUESTIONS);
      return [
        grown(b.memory, a.memory, 'memory'),
        figure(`memory of ${name}`, b.memory / 2 ** 20, 'MB'),
        // What a process holds grows with what its allocator keeps for later; what is alive grows with leaks alone.
        grown(b.live, a.live, 'live memory'),
        figure(`live memory of ${name}`, b.live / 2 ** 20, 'MB'),
        figure(`disk of ${name} a question`, (b.disk - a.disk) / QUESTIONS / 1024, 'KB'),
        figure(`disk of ${name} a question, settled`, left / 1024, 'KB'),
      ];
    });
  } finally {
    await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
    await commons.stop();
  }
}

/** A gate, and a node whose expert quotes. Nobody verifies, so that what is left is what questions leave. */
async function startNodes(commons: BareCommons): Promise<readonly NodeProcess[]> {
  const [north, west] = operators as [Person, Person];
  const config = { beatMs: 1_000, epochSeconds: 6 } as const;
  const gate = await startNode(
    prepareNode(commons, north, { ...config, roles: ['gate', 'log', 'pinner'] }),
    {},
    TELLS_LIVE,
  );
  const expert = prepareNode(commons, west, {
    ...{ ...config, bootstrap: [...gate.multiaddrs], roles: ['expert'] },
    experts: [{ kind: 'retrieval', register: 'narrative' }],
  });
  return [gate, await startNode(expert, {}, TELLS_LIVE)];
}

/** Texts to quote; waits until the gate finds them. */
async function depositSome(client: Client): Promise<void> {
  const [ana] = contributors as [Person];
  for (const word of WORDS) {
    const text = `The ${word} is old. ${`Nobody counts how often the ${word} was mended. `.repeat(8)}`;
    await client
      .as(fromAccount(ana.account))
      .deposit({ register: 'narrative', tier: 'public', rights: ALL_RIGHTS, text });
  }
  for (let waited = 0; waited < READY_MS; waited += 500) {
    const found = await client.search({ query: 'the river', limit: 1 }).catch(() => null);
    if (found && found.passages.length > 0) return;
    await sleep(500);
  }
  throw new Error('the texts were not found in time');
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

type Size = { readonly memory: number; readonly live: number; readonly disk: number };

/** Bytes, at rest. */
async function measure(nodes: readonly NodeProcess[]): Promise<readonly Size[]> {
  await sleep(REST_MS);
  // Before garbage is collected for the other number.
  const sizes = nodes.map((node) => ({ memory: node.memory(), disk: diskOf(node) }));
  const live = await Promise.all(nodes.map((node) => node.live()));
  return sizes.map((size, i) => ({ ...size, live: live[i] as number }));
}

const journalOf = ({ directory }: NodeProcess) => join(directory, 'journal.sqlite');

/** Bytes that records and blocks stand on; free pages are written over by what comes next. */
function diskOf(node: NodeProcess): number {
  const files = [journalOf(node), join(node.directory, 'blocks.sqlite')];
  return files.reduce((sum, file) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const bytes = (read('page_count') - read('freelist_count')) * read('page_size');
    database.close();
    return sum + bytes;
  }, 0);
}

/** Drops by the node's own rule what nobody can dispute any more, as if panels had been drawn and that time had passed. */
async function settle(node: NodeProcess): Promise<void> {
  const journal = openJournal(journalOf(node));
  const jobs = openServedJobs(journal);
  await journal.commit(() => {
    for (const sealed of jobs.awaitingDraw()) jobs.setEpoch({ ...sealed, state: 'drawn' });
  });
  const receipts = [jobs, openWitnesses(journal)];
  const onTrouble: Parameters<typeof createPruner>[0]['onTrouble'] = ({ cause }) => {
    throw cause;
  };
  const rule = settledReceipts(receipts, { keepSeconds: 0, epochSeconds: 1 });
  const pruner = createPruner({ rules: [rule], now: Date.now, onTrouble });
  for (let left = QUESTIONS + WARM_UP; left > 0; left -= 500) await pruner.run();
  await pruner.stop();
  journal.close();
}
