import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ConfigFile } from '../../node/config.ts';
import { createAccount } from '../../node/identity/identity.ts';
import { SMALL_HEAP } from '../local/child.ts';
import type { Person } from '../local/people.ts';
import type { BareCommons } from './bareCommons.ts';

export type NodeProcess = {
  readonly directory: string;
  readonly peerId: string;
  readonly multiaddrs: readonly string[];
  readonly api: string;
  readonly startMs: number;
  readonly stderr: () => string;
  /** Processor time that the node has used so far; 0 where the system does not tell. */
  readonly cpuMs: () => number;
  /** Bytes of memory that it holds; 0 where the system does not tell. */
  readonly memory: () => number;
  /** Bytes that it still holds once all garbage is gone; only of a node that was started to tell. */
  readonly live: () => Promise<number>;
  /** Resolves with the exit code, or with the signal's name. */
  readonly kill: (signal: NodeJS.Signals) => Promise<number | string>;
};

const MAIN = join(import.meta.dirname, '../../node/main.ts');

/** Writes the folder of a node whose operator is `person`. */
export function prepareNode(commons: BareCommons, person: Person, config: ConfigFile = {}): string {
  const directory = join(commons.directory, `${person.name}`);
  mkdirSync(directory, { recursive: true });
  createAccount({ accountFile: join(directory, 'account.json'), password: 'secret' }, person.privateKey);
  writeFileSync(join(directory, 'password'), 'secret\n');
  const file: ConfigFile = {
    name: person.name,
    rpcUrl: commons.rpcUrl,
    deployment: join(commons.directory, 'deployment.json'),
    roles: ['log', 'pinner'],
    pollMs: 100,
    anchorMs: 200,
    ...config,
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(file));
  return directory;
}

/** Loaded into a node: collects all garbage when asked, again what finalizers let go of, and says what is left. */
const TELL_LIVE = `process.on('message', () => {
  gc();
  setTimeout(() => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    process.send(heapUsed + external);
  }, 1_000);
}).channel.unref()`;

/**
 * Starts `node node/main.ts` on a folder, as `tilth up` does, and waits for its ready line; rejects with its last words when
 * it ends first.
 */
export async function startNode(
  directory: string,
  environment: Record<string, string> = {},
  { tellsLive = false } = {},
): Promise<NodeProcess> {
  const started = performance.now();
  const flags = tellsLive ? ['--expose-gc', `--import=data:text/javascript,${encodeURIComponent(TELL_LIVE)}`] : [];
  const child = spawn(process.execPath, [SMALL_HEAP, ...flags, MAIN, '--directory', directory], {
    stdio: ['ignore', 'pipe', 'pipe', ...(tellsLive ? (['ipc'] as const) : [])],
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...environment },
  });
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<number | string>((done) =>
    child.once('close', (code, signal) => done(code ?? signal ?? '')),
  );
  const ready = await new Promise<{ peerId: string; multiaddrs: string[]; api: string }>((done, fail) => {
    ended.then((code) => fail(new Error(`the node ended with ${code}: ${said}`)));
    createInterface({ input: child.stdout as Readable }).on('line', (line) => done(JSON.parse(line)));
  });
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    directory,
    ...ready,
    startMs: performance.now() - started,
    stderr: () => said,
    cpuMs: () => readCpu(child.pid),
    memory: () => readMemory(child.pid),
    live: async () => {
      const told = once(child, 'message');
      child.send('');
      return (await told)[0];
    },
    kill,
  };
}

/** Linux counts processor time in ticks of 10 ms. */
function readCpu(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function readMemory(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}
