import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, 'dapp', 'dist');

/** Builds the web page when its sources changed since the last build; returns the folder to serve. */
export async function buildPage(signal: AbortSignal): Promise<string> {
  const digest = digestOf(['dapp', 'client', 'protocol'].map((folder) => join(ROOT, folder)));
  const stamp = join(OUTPUT, 'sources.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return OUTPUT;
  await runVite(signal);
  writeFileSync(stamp, digest);
  return OUTPUT;
}

function runVite(signal: AbortSignal): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'dapp', '--logLevel', 'warn'], {
    cwd: ROOT,
    signal,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (bytes) => {
    complaint = `${complaint}${bytes}`.slice(-1000);
  });
  return new Promise((done, fail) => {
    child.once('error', (cause) => fail(new PageBuildError(cause.message)));
    child.once('exit', (code) => (code === 0 ? done() : fail(new PageBuildError(complaint))));
  });
}

function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = (readdirSync(folder, { recursive: true }) as string[])
      .filter((name) => !name.startsWith('dist') && statSync(join(folder, name)).isFile())
      .sort();
    for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}

export class PageBuildError extends BaseError {
  override readonly name = 'PageBuildError';
  constructor(reason: string) {
    super(`The web page could not be built: ${reason}`, {
      hint: 'Run "npm ci" again; "npx vite build dapp" shows more.',
    });
  }
}
