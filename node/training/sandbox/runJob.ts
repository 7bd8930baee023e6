import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { decodeAdapter } from '../../models/adapter/adapter.ts';
import { baseDirectory as shippedBase } from '../../models/base/loadBase.ts';
import type { Checkpoint, FineTuneResult, FineTuneSettings, HeldOutRows, StepProgress } from '../fineTune.ts';
import type { ReplayOptions, ReplayResult } from '../replay.ts';
import {
  ADAPTER_FILE,
  checkpointFile,
  encodeTrainerState,
  JOB_FILE,
  jobProgressSchema,
  jobResultSchema,
  REPLAY_FILE,
  RESULT_FILE,
  ROWS_FILE,
  replayResultSchema,
} from './jobFile.ts';

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

/** A checkpoint with its state as it is published: parameters and optimiser, written by `encodeTrainerState`. */
export type KeptCheckpoint = Checkpoint & { readonly state: Uint8Array };

export type JobResult = Omit<FineTuneResult, 'checkpoints'> & {
  /** From the first after the start to the last step. */
  readonly checkpoints: readonly KeptCheckpoint[];
  readonly sandbox: Isolation;
};

/** Fine-tunes in a separate process without network, which can write its job directory and nothing else. */
export async function runJob({ directory, job, onProgress, signal }: RunJobOptions): Promise<JobResult> {
  signal?.throwIfAborted();
  const path = resolve(directory);
  const sandbox = await runProgram('job', { directory: path, job, onProgress, signal });
  const result = jobResultSchema.parse(JSON.parse(await readFile(join(path, RESULT_FILE), 'utf8')));
  const checkpoints: KeptCheckpoint[] = [];
  for (const checkpoint of result.checkpoints.filter(({ step }) => step > 0)) {
    checkpoints.push({ ...checkpoint, state: await readFile(join(path, checkpointFile(checkpoint.step))) });
  }
  return { ...result, checkpoints, adapter: decodeAdapter(await readFile(join(path, ADAPTER_FILE))), sandbox };
}

/** What is done again: what `replay` takes, with the base by its folder. */
export type ReplayJob = Job & Pick<ReplayOptions, 'segments' | 'final'>;

export type RunReplayOptions = Pick<RunJobOptions, 'directory' | 'signal'> & { readonly job: ReplayJob };

/** Does parts of a run again in such a process. */
export async function runReplay({ directory, job, signal }: RunReplayOptions): Promise<ReplayResult> {
  signal?.throwIfAborted();
  const path = resolve(directory);
  const { segments, final } = job;
  const states = [final, ...segments.flatMap(({ from }) => from ?? [])];
  const steps = segments.map(({ from, toStep }) => ({ fromStep: from?.step ?? 0, toStep }));
  const files = new Map<string, string | Uint8Array>(
    states.map((state) => [checkpointFile(state.step), encodeTrainerState(state)]),
  ).set(REPLAY_FILE, JSON.stringify({ segments: steps, finalStep: final.step }));
  await runProgram('replayJob', { directory: path, job, files, signal });
  return replayResultSchema.parse(JSON.parse(await readFile(join(path, RESULT_FILE), 'utf8')));
}

type ProgramOptions = RunJobOptions & { readonly files?: ReadonlyMap<string, string | Uint8Array> };

async function runProgram(
  program: 'job' | 'replayJob',
  { directory, job, files = new Map(), onProgress, signal }: ProgramOptions,
): Promise<Isolation> {
  const baseDirectory = resolve(job.baseDirectory ?? shippedBase);
  await writeJob(directory, { ...job, baseDirectory });
  for (const [name, content] of files) await writeFile(join(directory, name), content);
  const sandbox = await chooseIsolation();
  await runCommand(isolate(sandbox, { program, directory, readable: [baseDirectory] }), { onProgress, signal });
  return sandbox;
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

/** How a job is kept apart: bubblewrap around Node's permission model, or the permission model alone. */
export type Isolation = 'bwrap' | 'node-permission';

/** A command with its arguments. */
export type Command = { readonly file: string; readonly args: readonly string[] };

/** What the program inside may see. */
export type Confinement = {
  /** A program of this folder, run by Node. */
  readonly program: 'job' | 'replayJob' | 'probe';
  /** The only directory that can be written. */
  readonly directory: string;
  /** Further directories that can be read. */
  readonly readable?: readonly string[];
};

const BWRAP = '/usr/bin/bwrap';
const programs = resolve(import.meta.dirname, '../../..');
/** Where the programs find their libraries: in a package, outside of it. */
const libraries =
  createRequire(import.meta.url)
    .resolve.paths('onnxruntime-node')
    ?.filter((path) => existsSync(path)) ?? [];

/** Builds the command that runs a program of this folder in isolation; start it with an empty environment. */
export function isolate(isolation: Isolation, { program, directory, readable = [] }: Confinement): Command {
  const visible = [programs, ...libraries, ...readable];
  const reads = [...visible, directory].map((path) => `--allow-fs-read=${path}`);
  // onnxruntime is a native addon, which the permission model does not bound: hence bubblewrap around it.
  const permissions = ['--permission', '--allow-addons', ...reads, `--allow-fs-write=${directory}`];
  const file = join(import.meta.dirname, `${program}${extname(import.meta.filename)}`);
  const node = [...permissions, '--disable-warning=SecurityWarning', file, directory];
  if (isolation === 'node-permission') return { file: process.execPath, args: node };
  const system = ['/usr', '/lib', '/lib64', dirname(process.execPath)];
  const binds = [...system, ...visible].flatMap((path) => ['--ro-bind-try', path, path]);
  const namespaces = ['--unshare-all', '--unshare-user', '--disable-userns', '--uid', '65534', '--gid', '65534'];
  const lifetime = ['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv', '--hostname', 'job'];
  const mounts = ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', ...binds];
  const own = ['--bind', directory, directory, '--remount-ro', '/', '--chdir', directory];
  return { file: BWRAP, args: [...namespaces, ...lifetime, ...mounts, ...own, '--', process.execPath, ...node] };
}

/** Gives the strongest isolation that holds on this machine, by trying it. */
export async function chooseIsolation(): Promise<Isolation> {
  const directory = await mkdtemp(join(tmpdir(), 'tilth-probe-'));
  try {
    const { file, args } = isolate('bwrap', { program: 'probe', directory });
    const { stdout } = await promisify(execFile)(file, args, { env: {}, timeout: 10_000 });
    return stdout === '[]' ? 'bwrap' : 'node-permission';
  } catch {
    // Absent, too old, or forbidden here: the probe says no, whatever the reason.
    return 'node-permission';
  } finally {
    await rm(directory, { recursive: true, force: true });
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
