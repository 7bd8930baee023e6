import { styleText } from 'node:util';
import { readGenesis, readGenesisFile } from '../deploy/genesis/read.ts';
import type { Genesis } from '../deploy/genesis/shape.ts';
import type { Bound, Report } from './bound.ts';

/** Every simulation by its name; each reads the numbers of a genesis and says where they stop holding. */
const SIMULATIONS: Readonly<Record<string, () => Promise<(genesis: Genesis) => readonly Report[]>>> = {
  pool: async () => (await import('./pool/simulatePool.ts')).simulatePool,
  capture: async () => (await import('./capture/simulateCapture.ts')).simulateCapture,
};

const [, , ...words] = process.argv;
const file = words.find((word) => word.startsWith('--genesis='))?.slice('--genesis='.length);
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => !(name in SIMULATIONS));
if (unknown.length > 0) {
  console.error(`unknown simulation: ${unknown.join(', ')} (known: ${Object.keys(SIMULATIONS).join(', ')})`);
  process.exit(2);
}
const genesis = file ? readGenesisFile(file) : readGenesis('production');
let broken = 0;
for (const [name, load] of Object.entries(SIMULATIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const simulate = await load();
  for (const report of simulate(genesis)) {
    print(report);
    broken += report.bounds.filter((it) => !it.ok).length;
  }
}
console.log(
  broken === 0 ? styleText('green', '\nevery bound holds') : styleText('red', `\n${broken} bounds do not hold`),
);
process.exitCode = broken === 0 ? 0 : 1;

function print({ title, head, rows = [], bounds }: Report): void {
  console.log(`\n${styleText('bold', title)}`);
  const all = head ? [head, ...rows] : rows;
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => String(row[column] ?? '').length)));
  for (const row of all) console.log(`  ${row.map((cell, i) => String(cell).padStart(widths[i] ?? 0)).join('  ')}`);
  for (const bound of bounds) console.log(toLine(bound));
}

function toLine({ name, holds, ok, beyond }: Bound): string {
  const verdict = ok ? styleText('green', 'holds') : styleText('red', 'BROKEN');
  return `  ${verdict} ${name}: ${holds}\n        beyond it: ${beyond}`;
}
