import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RunningCommons = { readonly url: string; readonly stop: () => Promise<void> };

const ROOT = join(import.meta.dirname, '../..');
const PORTS = ['page', 'gate', 'second-gate', 'graphql', 'chain'] as const;

/** The commons under test: the one that TILTH_PAGE_URL names, else a fresh one on free ports, started here. */
export async function runningCommons(): Promise<RunningCommons> {
  const named = process.env.TILTH_PAGE_URL;
  if (named) {
    await awaitReady(named, () => null);
    return { url: named.replace(/\/$/, ''), stop: async () => undefined };
  }
  const directory = await mkdtemp(join(tmpdir(), 'tilth-browser-'));
  const ports = await Promise.all(PORTS.map(freePort));
  const flags = PORTS.flatMap((name, i) => [`--${name}-port`, String(ports[i])]);
  const command = [
    'scripts/tilth.ts',
    'up',
    '--fresh',
    '--directory',
    join(directory, 'commons'),
    '--training-bytes',
    '60000',
  ];
  const child = spawn(process.execPath, [...command, ...flags], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (bytes) => {
    complaint = `${complaint}${bytes}`.slice(-2000);
  });
  const stop = async () => {
    await end(child);
    await rm(directory, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${ports[0]}`;
  try {
    await awaitReady(url, () => (child.exitCode === null ? null : `tilth up ended: ${complaint}`));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function awaitReady(url: string, died: () => string | null): Promise<void> {
  const deadline = Date.now() + 540_000;
  while (Date.now() < deadline) {
    const reason = died();
    if (reason) throw new Error(reason);
    const status = await fetch(`${url}/status`).then(
      (response) => response.json() as Promise<{ ready: boolean }>,
      () => ({ ready: false }),
    );
    if (status.ready) return;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`The commons at ${url} did not become ready.`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
