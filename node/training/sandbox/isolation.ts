import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** How a job is kept apart: bubblewrap around Node's permission model, or the permission model alone. */
export type Isolation = 'bwrap' | 'node-permission';

/** A command with its arguments. */
export type Command = { readonly file: string; readonly args: readonly string[] };

/** What the program inside may see. */
export type Confinement = {
  /** A program of this folder, run by Node. */
  readonly program: 'job' | 'probe';
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
