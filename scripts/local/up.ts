import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findAnvil } from './chain.ts';
import { backUpState } from './chainState.ts';
import { readCorpus } from './corpus.ts';
import { assertPortsFree } from './ports.ts';
import { openProgress, type Progress } from './progress.ts';
import { runSteps } from './runSteps.ts';
import { type Settings, toFlag } from './settings.ts';
import { createStack } from './stack.ts';
import { claimDirectory } from './stale.ts';
import { showProgress } from './terminal.ts';

export type UpOptions = {
  readonly settings: Settings;
  readonly once: boolean;
  readonly json: boolean;
  readonly fresh: boolean;
};

/** Brings a whole commons up, runs the seven steps, and stays until it is asked to stop. Returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { settings } = options;
  const started = performance.now();
  const stop = listenForStop();
  // Keys, journals and the chain's state are for one person of this machine.
  process.umask(0o077);
  const corpus = readCorpus(settings.corpus);
  // Without anvil the chain does not outlive its process, so an old state would speak of a chain that is gone.
  if (options.fresh || !findAnvil()) await setAside(settings.directory);
  mkdirSync(settings.directory, { recursive: true });
  chmodSync(settings.directory, 0o700);
  const claim = await claimDirectory(settings.directory);
  const progress = openProgress(join(settings.directory, 'steps.json'));
  const terminal = showProgress(progress, { interactive: process.stderr.isTTY === true && !options.json });
  const stack = createStack({ settings, progress, say: terminal.line, record: claim.record, signal: stop.signal });
  const backup = setInterval(() => backUpState(settings.directory), 10_000);
  let ok = false;
  try {
    const { host, directory: _, corpus: __, epochSeconds: ___, trainingBytes: ____, ...ports } = settings;
    await assertPortsFree(host, flagNames(ports));
    const context = await Promise.race([stack.start(corpus), stop.interrupted]);
    ok = await runSteps({ context, progress });
    const wallMs = Math.round(performance.now() - started);
    const urls = stack.urls();
    if (options.json) writeReport({ ok, steps: listSteps(progress), urls, wallMs });
    terminal.line(summary(ok, wallMs, urls));
    stack.markReady();
    if (!options.once && ok) await stop.asked;
  } catch (error) {
    const reason = stop.signal.aborted ? 'interrupted' : error instanceof Error ? error.message : String(error);
    const wallMs = Math.round(performance.now() - started);
    if (options.json) writeReport({ ok: false, steps: listSteps(progress), urls: {}, wallMs, error: reason });
    if (!stop.signal.aborted) throw error;
  } finally {
    clearInterval(backup);
    await stack.stop();
    backUpState(settings.directory);
    claim.release();
  }
  return ok ? 0 : 1;
}

function listSteps(progress: Progress) {
  return progress
    .steps()
    .map(({ state, note, ...it }) => ({ ...it, ok: state === 'done', ...(state === 'failed' && { error: note }) }));
}

/** The one JSON object that `--json` promises on standard output. */
function writeReport(report: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** Resolves `asked` at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function listenForStop(): { signal: AbortSignal; asked: Promise<void>; interrupted: Promise<never> } {
  const controller = new AbortController();
  const asked = new Promise<void>((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (controller.signal.aborted) process.exit(130);
        process.stderr.write('\nStopping; press again to stop at once.\n');
        controller.abort();
        done();
      });
    }
  });
  const interrupted = asked.then(() => controller.signal.throwIfAborted() as never);
  interrupted.catch(() => {});
  return { signal: controller.signal, asked, interrupted };
}

/** Moves an old commons away, unless it is running; its left-over processes end first. */
async function setAside(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  (await claimDirectory(directory)).release();
  renameSync(directory, `${directory}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
}

function flagNames(ports: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(ports).map(([key, port]) => [toFlag(key), port]));
}

function summary(ok: boolean, wallMs: number, urls: Readonly<Record<string, string>>): string {
  const seconds = (wallMs / 1000).toFixed(1);
  const lines = Object.entries(urls).map(([name, url]) => `  ${name.padEnd(10)} ${url}`);
  return [`${ok ? 'The commons is up' : 'The commons did not get through its steps'} (${seconds} s).`, ...lines].join(
    '\n',
  );
}
