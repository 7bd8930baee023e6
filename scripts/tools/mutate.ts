import { parseArgs } from 'node:util';
import { mutateAuthority } from './mutation/authority.ts';
import { readExplained } from './mutation/explained.ts';
import { mutateGenesis } from './mutation/genesis.ts';
import type { Mutant, Verdict } from './mutation/mutant.ts';
import { type Plan, planMutants } from './mutation/plan.ts';
import { createPool, type Pool } from './mutation/pool.ts';
import { type Row, renderReport } from './mutation/report.ts';
import { sample } from './mutation/sample.ts';
import type { Test } from './mutation/tryMutant.ts';

const LIMIT_MS = 120_000;
const LEAST_SHARE = 0.9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    genesis: { type: 'boolean', default: false },
  },
});

if (values.genesis) {
  // The numbers of the shipped genesis need no compiler: the checks of `tilth deploy` judge them.
  const rows = [...mutateGenesis(), ...mutateAuthority()];
  const explained = readExplained();
  const survivors = rows.filter(({ killedBy }) => killedBy === null);
  for (const { id } of survivors) console.log(`survived${explained.has(id) ? ', explained' : ''}: ${id}`);
  const share = (rows.length - survivors.length) / rows.length;
  console.log(`${rows.length - survivors.length} of ${rows.length} killed, ${(100 * share).toFixed(1)} %`);
  process.exit(share >= LEAST_SHARE && survivors.every(({ id }) => explained.has(id)) ? 0 : 1);
}

const plans = chooseSample(planMutants(positionals));
const pool = createPool(Number(values.jobs), LIMIT_MS);
try {
  const tests = await prepareTests(plans, pool);
  const rows = await Promise.all(plans.flatMap((plan) => plan.mutants.map((it) => tryOne(it, plan, tests))));
  const report = renderReport({ rows, explained: readExplained(), leastShare: LEAST_SHARE, whole: isWhole() });
  console.log(values.json ? JSON.stringify(report.summary) : report.text);
  process.exitCode = report.summary.met ? 0 : 1;
} finally {
  pool.stop();
}

function isWhole(): boolean {
  return positionals.length === 0 && values.sample === undefined;
}

function chooseSample(all: readonly Plan[]): readonly Plan[] {
  if (values.sample === undefined) return all;
  const every = all.flatMap((plan) => plan.mutants);
  const chosen = new Set(sample(every, Number(values.sample), Number(values.seed)));
  return all
    .map((plan) => ({ ...plan, mutants: plan.mutants.filter((it) => chosen.has(it)) }))
    .filter((plan) => plan.mutants.length > 0);
}

/** Runs every test on the unbroken contracts: one that fails there could not say anything about mutants. */
async function prepareTests(all: readonly Plan[], workers: Pool): Promise<ReadonlyMap<string, Test>> {
  const names = [...new Set(all.flatMap((plan) => plan.tests))];
  const ready = new Map<string, Test>();
  await Promise.all(
    names.map(async (name) => {
      const answer = await workers.run({ prepare: name });
      if (answer && 'test' in answer) ready.set(name, answer.test);
      else note(`left out ${name}: ${answer && 'failure' in answer ? answer.failure : 'it takes too long'}`);
    }),
  );
  return ready;
}

async function tryOne(mutant: Mutant, plan: Plan, ready: ReadonlyMap<string, Test>): Promise<Row> {
  const tests = plan.tests.flatMap((name) => ready.get(name) ?? []);
  const answer = await pool.run({ mutant, tests });
  if (answer && 'failure' in answer) throw new Error(`${mutant.id}: ${answer.failure}`);
  const hung: Verdict = { id: mutant.id, outcome: 'hung', by: null };
  const verdict = answer && 'verdict' in answer ? answer.verdict : hung;
  note(`${verdict.outcome.padEnd(8)} ${mutant.id}${verdict.by ? ` by ${verdict.by}` : ''}`);
  return { mutant, verdict };
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
