import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const TILTH = join(import.meta.dirname, '../../scripts/tilth.ts');

export type Run = { readonly code: number | null; readonly out: string; readonly err: string; readonly ms: number };

/** Runs the `tilth` command to its end, as a person would. */
export async function runTilth(args: readonly string[], environment: Record<string, string> = {}): Promise<Run> {
  const started = performance.now();
  const running = startTilth(args, environment);
  const code = await running.ended;
  return { code, out: running.out(), err: running.err(), ms: performance.now() - started };
}

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when standard output or error holds the text; rejects when the command ends first. */
  readonly says: (text: string) => Promise<void>;
};

/** Starts the `tilth` command and leaves it running. */
export function startTilth(args: readonly string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', TILTH, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  const heard = () => {
    for (const look of waiting) look();
  };
  child.stdout.on('data', (bytes) => {
    out += bytes;
    heard();
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
    heard();
  });
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const says = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => {
        if (!out.includes(text) && !err.includes(text)) return;
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
      void ended.then((code) =>
        fail(new Error(`tilth ended (${code}) before it said "${text}":\n${err.slice(-2000)}`)),
      );
    });
  return { child, ended, out: () => out, err: () => err, says };
}
