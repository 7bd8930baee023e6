import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cuts, WALL_FILE } from './wall.ts';

const UP_MS = 900_000;
const WALL = join(import.meta.dirname, 'wall.ts');

/** A commons that `tilth up` started and looks after. */
export type Commons = {
  readonly directory: string;
  readonly page: string;
  /** The process that a part runs as now, or null while it is down. */
  readonly pidOf: (part: string) => number | null;
  /** The chain itself, behind the door that people use. */
  readonly chainUrl: string;
  /** The port on which a node listens for peers. */
  readonly peerPortOf: (node: string) => number;
  /** Takes ports of others away from nodes, or gives all back. */
  readonly cut: (cuts: Cuts) => void;
  /** Whether `tilth up` still runs. */
  readonly isUp: () => boolean;
  readonly stop: () => Promise<void>;
};

/** Starts a commons on ports of its own and waits for its seven steps. @throws when they do not all succeed */
export async function startCommons(directory: string, firstPort: number): Promise<Commons> {
  const page = `http://127.0.0.1:${firstPort}`;
  const names = ['page', 'gate', 'second-gate', 'graphql', 'chain'];
  const ports = names.flatMap((name, i) => [`--${name}-port`, `${firstPort + i}`]);
  const tilth = join(import.meta.dirname, '../tilth.ts');
  const how = ['--json', '--training-bytes', '45000', '--directory', directory, ...ports];
  const wall = `${directory}.cuts.json`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', tilth, 'up', ...how], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [WALL_FILE]: wall, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${WALL}` },
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(30_000, undefined, { ref: false })]);
    if (child.exitCode === null) child.kill('SIGKILL');
  };
  await untilTold(child).catch(async (cause: unknown) => {
    // Its files are in use until then.
    await stop();
    throw cause;
  });
  const children = (): readonly { readonly name: string; readonly pid: number }[] => {
    try {
      return JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8')).children ?? [];
    } catch {
      return [];
    }
  };
  const configOf = (node: string): { readonly rpcUrl: string; readonly listen: readonly string[] } =>
    JSON.parse(readFileSync(join(directory, 'nodes', node, 'config.json'), 'utf8'));
  return {
    directory,
    page,
    pidOf: (part) => children().find(({ name }) => name === part)?.pid ?? null,
    chainUrl: configOf('north').rpcUrl,
    peerPortOf: (node) => Number(/\/tcp\/(\d+)/.exec(configOf(node).listen[0] ?? '')?.[1]),
    cut: (cuts) => {
      // Renamed into place, so that nobody reads half of it.
      writeFileSync(`${wall}.new`, JSON.stringify(cuts));
      renameSync(`${wall}.new`, wall);
    },
    isUp: () => child.exitCode === null && child.signalCode === null,
    stop,
  };
}

/** The report, once all of it has come. */
function parse(output: string): { readonly ok: boolean } | null {
  try {
    return JSON.parse(output) as { readonly ok: boolean };
  } catch {
    return null;
  }
}

function untilTold(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the commons was not up after ${UP_MS / 1000} s`)), UP_MS);
    child.stdout?.on('data', (bytes) => {
      output += bytes;
      const report = parse(output);
      if (!report) return;
      clearTimeout(timer);
      if (report.ok) done();
      else fail(new Error('the seven steps did not all succeed'));
    });
    child.once('close', () => fail(new Error('tilth up ended before it told anything')));
  });
}
