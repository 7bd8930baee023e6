import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../client/createClient.ts';
import { poll } from '../../client/poll.ts';
import type { Figure } from './figure.ts';
import { compareThroughput } from './throughput.ts';

const PAGE = 'http://127.0.0.1:7500';
const PORTS = [
  ...['--page-port', '7500', '--gate-port', '7510', '--second-gate-port', '7511'],
  ...['--graphql-port', '7520', '--chain-port', '8645'],
];

type Report = { readonly ok: boolean; readonly wallMs: number };

/** A whole commons from nothing, then again from its state: the seven steps, resuming, the first answer, tokens per second. */
export async function benchUp(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tilth-bench-'));
  try {
    const first = await startUp(directory, ['--once']).report;
    const started = performance.now();
    const again = startUp(directory, []);
    try {
      await poll({ what: 'the first answer', timeoutMs: 60_000, everyMs: 100 }, firstAnswer);
      const answered = performance.now() - started;
      const { wallMs } = await again.report;
      return [
        atMost('seven steps from nothing', first.wallMs / 1000, 's', 120),
        atMost('tilth up again, to ready', wallMs / 1000, 's', 15),
        atMost('tilth up again, to the first answer', answered / 1000, 's', 15),
        ...(await compareThroughput(await createClient({ url: PAGE }))),
      ];
    } finally {
      again.child.kill('SIGTERM');
      await new Promise((done) => again.child.once('close', done));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function firstAnswer(): Promise<boolean> {
  return createClient({ url: PAGE })
    .then((commons) => commons.ask({ question: 'What is said about water?', maxTokens: 1 }))
    .then(
      () => true,
      () => false,
    );
}

function atMost(name: string, value: number, unit: string, limit: number): Figure {
  const rounded = Math.round(value * 10) / 10;
  return { name, value: rounded, unit, target: `<= ${limit} ${unit}`, peer: null, met: value <= limit };
}

function startUp(directory: string, flags: readonly string[]): { child: ChildProcess; report: Promise<Report> } {
  const tilth = join(import.meta.dirname, '../tilth.ts');
  const arguments_ = [
    '--disable-warning=ExperimentalWarning',
    tilth,
    'up',
    '--json',
    ...flags,
    '--directory',
    directory,
  ];
  const child = spawn(process.execPath, [...arguments_, ...PORTS], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  const report = new Promise<Report>((done, fail) => {
    child.stdout.on('data', (bytes) => {
      output += bytes;
      if (!output.includes('\n')) return;
      const told = JSON.parse(output) as Report;
      if (told.ok) done(told);
      else fail(new Error('the seven steps did not all succeed'));
    });
    child.once('close', () => fail(new Error('tilth up ended before it told anything')));
  });
  if (!flags.includes('--once')) return { child, report };
  const closed = new Promise((done) => child.once('close', done));
  return { child, report: report.then((told) => closed.then(() => told)) };
}
