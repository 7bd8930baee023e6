import { styleText } from 'node:util';
import type { Figure } from './figure.ts';

/** Every benchmark by its name; each prints its peer and target beside the figure. */
const BENCHES: Readonly<Record<string, () => Promise<() => Promise<readonly Figure[]>>>> = {
  deposits: async () => (await import('./deposits.ts')).benchDeposits,
  follow: async () => (await import('./follow.ts')).benchFollow,
  gas: async () => (await import('./gas.ts')).benchGas,
  gate: async () => (await import('./gate.ts')).benchGate,
  growth: async () => (await import('./growth.ts')).benchGrowth,
  house: async () => (await import('./house.ts')).benchHouse,
  indexer: async () => (await import('./indexer.ts')).benchIndexer,
  up: async () => (await import('./up.ts')).benchUp,
};

const [, , ...words] = process.argv;
const json = words.includes('--json');
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`unknown benchmark: ${unknown.join(', ')} (known: ${Object.keys(BENCHES).join(', ')})`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const [name, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const run = await load();
  for (const figure of await run()) {
    figures.push(figure);
    if (!json) console.log(row(figure));
  }
}
if (json) console.log(JSON.stringify(figures));
process.exitCode = figures.some((it) => it.met === false) ? 1 : 0;

function row(it: Figure): string {
  const verdict = it.met === null ? '' : it.met ? styleText('green', 'met') : styleText('red', 'MISSED');
  const value = `${it.value} ${it.unit}`;
  return [
    it.name.padEnd(46),
    value.padStart(16),
    `target ${it.target ?? '-'}`.padEnd(22),
    `peer ${it.peer ?? '-'}`,
    verdict,
  ].join('  ');
}
