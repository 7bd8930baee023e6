import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient } from '../../client/createClient.ts';
import { openPeople } from '../local/people.ts';
import { account, exitCodeOf, isWorkSealed, type Report } from './account.ts';
import { startCommons } from './commons.ts';
import { type Fault, listFaults } from './faults.ts';
import { startLoad } from './load.ts';
import { mountSmallDisk } from './smallDisk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, json: { type: 'boolean' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 100_000);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run faults -- [--minutes N] [--seed N] [--json] [WORDS OF FAULTS]');
  process.exit(2);
}

const FIRST_PORT = 7_800;
const RECOVERY_MS = 8_000;
const SMALL_DISK = { node: 'south', megabytes: 192 };

const say = (words: string) => values.json || console.log(words);
const root = mkdtempSync(join(tmpdir(), 'tilth-faults-'));
const directory = join(root, 'commons');
const disk = mountSmallDisk(join(directory, 'nodes', SMALL_DISK.node), SMALL_DISK.megabytes);
if (!disk) say('The disk does not fill up in this run: this account may not mount one that is small enough.');
try {
  process.exitCode = await run();
} finally {
  disk?.unmount();
  rmSync(root, { recursive: true, force: true });
}

async function run(): Promise<0 | 1> {
  say(`A commons starts (seed ${seed}).`);
  const commons = await startCommons(directory, FIRST_PORT);
  try {
    const client = await createClient({ url: commons.page });
    const load = startLoad(client, openPeople(directory), seed);
    const words = new RegExp(positionals.join(' '));
    const all = listFaults(disk ? SMALL_DISK.node : null).filter(({ name }) => words.test(name));
    const faults = shuffle(all, seed);
    const until = Date.now() + minutes * 60_000;
    const broken: string[] = [];
    let turn = 0;
    for (; Date.now() < until && commons.isUp(); turn += 1) {
      const fault = faults[turn % faults.length] as Fault;
      say(`- ${fault.name}`);
      const problem = await fault.during(commons, load);
      if (problem) broken.push(`${fault.name}: ${problem}`);
      await sleep(RECOVERY_MS);
    }
    if (!(await isWorkSealed(client))) broken.push('no work was sealed after the last fault');
    await load.stop();
    const { lost, doubled, kept } = await account(client, load.promised);
    const { slowestRefusalMs, ...counts } = load.counts();
    const report: Report = {
      seed,
      faults: turn,
      deposits: load.promised.length,
      withdrawn: load.promised.filter((it) => it.withdrawnAt !== null).length,
      ...counts,
      slowestRefusalMs: Math.round(slowestRefusalMs),
      ...{ lost, doubled, quotedAfterWithdrawal: load.quotedLate(), servedAfterWithdrawal: kept, broken },
      stillUp: commons.isUp(),
    };
    if (values.json) console.log(JSON.stringify(report));
    else for (const [name, value] of Object.entries(report)) console.log(`${name.padEnd(24)}${show(value)}`);
    return exitCodeOf(report);
  } finally {
    await commons.stop();
  }
}

function show(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? '0' : `${value.length}: ${value.slice(0, 3).join(', ')}`;
}

/** The same order for the same seed (a Fisher-Yates shuffle over a linear congruential generator). */
function shuffle<T>(list: readonly T[], from: number): readonly T[] {
  const shuffled = [...list];
  let state = from >>> 0;
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
