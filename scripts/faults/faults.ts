import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commons } from './commons.ts';
import { startLyingRpc } from './lyingRpc.ts';

/** Something that breaks. `during` breaks it, waits, and puts right what nobody else would. */
export type Fault = {
  readonly name: string;
  readonly during: (commons: Commons) => Promise<void>;
};

const HELD_MS = 12_000;
const RESTART_MS = 60_000;
const NODES = ['north', 'south', 'east', 'west', 'centre'] as const;

/** Every fault that this machine can make, each once. `smallDisk` names the node whose folder is a small disk. */
export function listFaults(smallDisk: string | null): readonly Fault[] {
  return [
    ...[...NODES, 'indexer', 'chain'].map(killed),
    ...[...NODES, 'chain'].map(stopped),
    { name: 'chain reorganises 6 blocks', during: reorganise },
    ...['east', 'south'].map(flipped),
    ...['south', 'west'].map(liedTo),
    ...(smallDisk ? [full(smallDisk)] : []),
  ];
}

function killed(part: string): Fault {
  const during = async (commons: Commons) => {
    signal(commons, part, 'SIGKILL');
    await sleep(HELD_MS);
  };
  return { name: `${part} killed`, during };
}

function stopped(part: string): Fault {
  const during = async (commons: Commons) => {
    const pid = signal(commons, part, 'SIGSTOP');
    await sleep(HELD_MS);
    if (pid !== null) process.kill(pid, 'SIGCONT');
  };
  return { name: `${part} stopped for ${HELD_MS / 1000} s`, during };
}

async function reorganise({ chainUrl }: Commons): Promise<void> {
  const body = { jsonrpc: '2.0', id: 1, method: 'anvil_reorg', params: [6, []] };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(chainUrl, { method: 'POST', headers, body: JSON.stringify(body) });
  const { error } = (await answer.json()) as { error?: { message: string } };
  if (error) throw new Error(`the chain did not reorganise: ${error.message}`);
  await sleep(HELD_MS);
}

/** One byte of a block changes on the disk of a node, as cheap disks do. */
function flipped(node: string): Fault {
  const during = async ({ directory }: Commons) => {
    const database = new DatabaseSync(join(directory, 'nodes', node, 'blocks.sqlite'), { timeout: 5_000 });
    try {
      const row = database.prepare('SELECT hash, bytes FROM blocks ORDER BY random() LIMIT 1').get() as
        | { hash: Uint8Array; bytes: Uint8Array }
        | undefined;
      if (!row) return;
      const middle = row.bytes.length >> 1;
      row.bytes[middle] = (row.bytes[middle] ?? 0) ^ 1;
      database.prepare('UPDATE blocks SET bytes = ? WHERE hash = ?').run(row.bytes, row.hash);
    } finally {
      database.close();
    }
    await sleep(HELD_MS);
  };
  return { name: `a byte of a block of ${node} flips`, during };
}

/** A node starts again with an RPC that lies, and later with the honest one. */
function liedTo(node: string): Fault {
  const during = async (commons: Commons) => {
    const file = join(commons.directory, 'nodes', node, 'config.json');
    const before = readFileSync(file, 'utf8');
    const rpc = await startLyingRpc(commons.chainUrl);
    try {
      writeFileSync(file, JSON.stringify({ ...JSON.parse(before), rpcUrl: rpc.url }));
      signal(commons, node, 'SIGKILL');
      await sleep(2 * HELD_MS);
    } finally {
      writeFileSync(file, before);
      const pid = commons.pidOf(node);
      signal(commons, node, 'SIGKILL');
      await untilOther(commons, node, pid);
      await rpc.stop();
    }
  };
  return { name: `${node} follows an RPC that lies`, during };
}

function full(node: string): Fault {
  const during = async ({ directory }: Commons) => {
    const folder = join(directory, 'nodes', node);
    const ballast = join(folder, 'ballast');
    try {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    } catch {
      // As much as there was room for: the disk is full now.
    }
    await sleep(HELD_MS);
    rmSync(ballast, { force: true });
  };
  return { name: `the disk of ${node} is full`, during };
}

function signal(commons: Commons, part: string, what: NodeJS.Signals): number | null {
  const pid = commons.pidOf(part);
  try {
    if (pid !== null) process.kill(pid, what);
  } catch {
    return null;
  }
  return pid;
}

async function untilOther(commons: Commons, part: string, before: number | null): Promise<void> {
  for (let waited = 0; waited < RESTART_MS; waited += 500) {
    const pid = commons.pidOf(part);
    if (pid !== null && pid !== before) return;
    await sleep(500);
  }
}
