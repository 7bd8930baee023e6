import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

const PORTS = [
  '--page-port',
  '7500',
  '--gate-port',
  '7510',
  '--second-gate-port',
  '7511',
  '--graphql-port',
  '7520',
  '--chain-port',
  '8645',
];

/** A whole commons from nothing, then again from its state: seconds for the seven steps and for resuming. */
export async function benchUp(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tilth-bench-'));
  try {
    const first = await runUp(directory);
    const again = await runUp(directory);
    return [
      figure('seven steps from nothing', first / 1000, 's', 120),
      figure('tilth up again, to ready', again / 1000, 's', 15),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function figure(name: string, value: number, unit: string, limit: number): Figure {
  return {
    name,
    value: Math.round(value * 10) / 10,
    unit,
    target: `<= ${limit} ${unit}`,
    peer: null,
    met: value <= limit,
  };
}

async function runUp(directory: string): Promise<number> {
  const tilth = join(import.meta.dirname, '../tilth.ts');
  const child = spawn(process.execPath, [tilth, 'up', '--once', '--json', '--directory', directory, ...PORTS], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (bytes) => {
    output += bytes;
  });
  await new Promise((done) => child.once('close', done));
  const result = JSON.parse(output) as { ok: boolean; wallMs: number };
  if (!result.ok) throw new Error('the seven steps did not all succeed');
  return result.wallMs;
}
