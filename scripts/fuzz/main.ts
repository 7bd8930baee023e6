import { parseArgs, styleText } from 'node:util';
import { createRandom } from '../simulate/random.ts';
import { fuzzBlocks } from './blocks.ts';
import { fuzzFrames } from './frames.ts';
import type { Fuzz } from './fuzz.ts';
import type { Report } from './report.ts';
import { drawGateRequest, drawQuery, fuzzServer } from './requests.ts';
import { startTarget } from './startTarget.ts';

/** No turn of a server's loop may take longer for any input, in milliseconds of processor. */
const LIMIT_MS = 50;
/** What the servers may have grown by in the end: what garbage is not collected yet, and no more. */
const GROWTH_MB = 300;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, limit: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 1e9);
const limitMs = Number(values.limit ?? LIMIT_MS);
if (!(seconds > 0) || !Number.isInteger(seed) || !(limitMs > 0)) {
  console.error('usage: npm run fuzz -- [--seconds N] [--seed N] [--limit MILLISECONDS]');
  process.exit(2);
}

console.log(`seed ${seed}: the same inputs come again with --seed ${seed}`);
const target = await startTarget();
const before = (await target.look()).memory;
const kinds: readonly Fuzz[] = [
  fuzzServer('http', target, target.gate, drawGateRequest),
  fuzzServer('graphql', target, target.index, drawQuery),
  fuzzFrames,
  fuzzBlocks,
];
let failed = 0;
for (const [i, fuzz] of kinds.entries())
  failed += print(await fuzz({ random: createRandom(seed + i), seconds: seconds / kinds.length }));
const after = (await target.look()).memory;
target.stop();
const grown = Math.round((after - before) / 2 ** 20);
console.log(
  `memory of the servers: ${Math.round(before / 2 ** 20)} MB before, ${Math.round(after / 2 ** 20)} MB after`,
);
if (grown > GROWTH_MB) failed += 1;
console.log(failed === 0 ? styleText('green', 'every limit held') : styleText('red', `${failed} limits were passed`));
process.exitCode = failed === 0 ? 0 : 1;

/** Prints a report; gives the number of limits that it passed. */
function print({ kind, inputs, slowestMs, slowest, faults }: Report): number {
  const isSlow = slowestMs > limitMs;
  console.log(
    `${kind}: ${inputs} inputs; longest turn of the loop ${slowestMs.toFixed(1)} ms of processor${isSlow ? ' (TOO LONG)' : ''}`,
  );
  console.log(`  slowest: ${slowest}`);
  for (const fault of faults) console.log(`  FAULT ${fault}`);
  return faults.length + (isSlow ? 1 : 0);
}
