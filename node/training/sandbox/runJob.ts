import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { decodeAdapter } from '../../models/adapter/adapter.ts';
import { baseDirectory as shippedBase } from '../../models/base/loadBase.ts';
import type { FineTuneResult, FineTuneSettings, HeldOutRows, StepProgress } from '../fineTune.ts';
import { type Command, chooseIsolation, type Isolation, isolate } from './isolation.ts';
import { ADAPTER_FILE, JOB_FILE, jobProgressSchema, jobResultSchema, RESULT_FILE, ROWS_FILE } from './jobFile.ts';

const STDERR_TAIL = 2000;

/** A fine-tuning job: what `fineTune` takes, with the base by its folder. */
export type Job = {
  readonly baseDirectory?: string;
  readonly rows: readonly Int32Array[];
  readonly heldOut: HeldOutRows;
  readonly settings: FineTuneSettings;
  readonly threads?: number;
};

export type RunJobOptions = {
  /** An empty directory, or one to create; the job's files and checkpoints stay in it. */
  readonly directory: string;
  readonly job: Job;
  readonly onProgress?: ((progress: StepProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type JobResult = FineTuneResult & { readonly sandbox: Isolation };

/** Fine-tunes in a separate process without network, which can write its job directory and nothing else. */
export async function runJob({ directory, job, onProgress, signal }: RunJobOptions): Promise<JobResult> {
  signal?.throwIfAborted();
  const path = resolve(directory);
  const baseDirectory = resolve(job.baseDirectory ?? shippedBase);
  await writeJob(path, { ...job, baseDirectory });
  const sandbox = await chooseIsolation();
  const command = isolate(sandbox, { program: 'job', directory: path, readable: [baseDirectory] });
  await runCommand(command, { onProgress, signal });
  const result = jobResultSchema.parse(JSON.parse(await readFile(join(path, RESULT_FILE), 'utf8')));
  return { ...result, adapter: decodeAdapter(await readFile(join(path, ADAPTER_FILE))), sandbox };
}

async function writeJob(directory: string, job: Job): Promise<void> {
  const { rows, heldOut, settings, threads = 1, baseDirectory } = job;
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) throw new JobError('its directory is not empty', { directory });
  const registers = Object.entries(heldOut);
  const counts = registers.map(([register, held]) => ({ register, rows: held.length }));
  const file = { baseDirectory, threads, trainingRows: rows.length, heldOut: counts, settings };
  await writeFile(join(directory, JOB_FILE), JSON.stringify(file));
  const all = [...rows, ...registers.flatMap(([, held]) => held)];
  const wrong = all.find((row) => row.length !== settings.sequence + 1);
  if (wrong)
    throw new JobError('a row has the wrong length', { length: wrong.length, expected: settings.sequence + 1 });
  await writeFile(
    join(directory, ROWS_FILE),
    Buffer.concat(all.map((row) => Buffer.from(Int32Array.from(row).buffer))),
  );
}

async function runCommand(
  { file, args }: Command,
  { onProgress, signal }: Pick<RunJobOptions, 'onProgress' | 'signal'>,
): Promise<void> {
  const child = spawn(file, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  const exited = new Promise<number | null>((resolveExit, reject) => {
    child.on('error', reject).on('close', resolveExit);
  });
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const progress = jobProgressSchema.safeParse(parseLine(line));
    if (progress.success) onProgress?.(progress.data);
  });
  const code = await exited.finally(() => signal?.removeEventListener('abort', kill));
  signal?.throwIfAborted();
  if (code !== 0) throw new JobError('its process failed', { code, stderr: tail.trim() });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A fine-tuning job did not finish. */
export class JobError extends BaseError {
  override readonly name = 'JobError';
  constructor(reason: string, values: Readonly<Record<string, unknown>>) {
    super(`The fine-tuning job did not finish: ${reason}.`, {
      values,
      hint: 'Start it again in a new, empty directory; job.json holds its settings.',
    });
  }
}
