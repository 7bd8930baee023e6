import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastSentence } from '../local/lastSentence.ts';
import type { Commons } from './commons.ts';
import type { Load } from './load.ts';
import { startLyingRpc } from './lyingRpc.ts';

/**
 * Something that breaks. `during` breaks it, waits, and puts right what nobody else would; it gives a sentence when what
 * should have gone on meanwhile did not.
 */
export type Fault = {
  readonly name: string;
  readonly during: (commons: Commons, load: Pick<Load, 'counts'>) => Promise<string | null>;
};

const HELD_MS = 12_000;
const AWAY_MS = 60_000;
const RESTART_MS = 60_000;
const NODES = ['north', 'south', 'east', 'west', 'centre'] as const;

/** Every fault that this machine can make, each once. `smallDisk` names the node whose folder is a small disk. */
export function listFaults(smallDisk: string | null): readonly Fault[] {
  return [
    ...[...NODES, 'indexer', 'chain'].map(killed),
    ...[...NODES, 'chain'].map(stopped),
    { name: 'chain reorganises 6 blocks', during: reorganise },
    ...['east', 'south'].map(flipped),
    ...['west', 'south'].map(pageFlipped),
    parted('north', 'south'),
    parted('north', 'west'),
    { name: `the chain refuses for ${AWAY_MS / 1000} s`, during: refusing },
    { name: `the chain hangs for ${AWAY_MS / 1000} s`, during: hanging },
    ...['south', 'west'].map(liedTo),
    ...(smallDisk ? [full(smallDisk)] : []),
  ];
}

function killed(part: string): Fault {
  const during = async (commons: Commons): Promise<null> => {
    signal(commons, part, 'SIGKILL');
    await sleep(HELD_MS);
    return null;
  };
  return { name: `${part} killed`, during };
}

function stopped(part: string): Fault {
  const during = async (commons: Commons): Promise<null> => {
    const pid = signal(commons, part, 'SIGSTOP');
    await sleep(HELD_MS);
    if (pid !== null) process.kill(pid, 'SIGCONT');
    return null;
  };
  return { name: `${part} stopped for ${HELD_MS / 1000} s`, during };
}

/** Two nodes cannot reach each other, and reach all others. */
function parted(one: string, other: string): Fault {
  const during = async (commons: Commons): Promise<null> => {
    commons.cut({ [one]: [commons.peerPortOf(other)], [other]: [commons.peerPortOf(one)] });
    await sleep(2 * HELD_MS);
    commons.cut({});
    return null;
  };
  return { name: `${one} and ${other} do not reach each other for ${(2 * HELD_MS) / 1000} s`, during };
}

/** No node reaches the chain. */
async function refusing(commons: Commons, load: Pick<Load, 'counts'>): Promise<string | null> {
  const port = Number(new URL(commons.chainUrl).port);
  commons.cut(Object.fromEntries(NODES.map((node) => [node, [port]])));
  try {
    return await askingGoesOn(load);
  } finally {
    commons.cut({});
  }
}

/** The chain takes connections and answers nothing. */
async function hanging(commons: Commons, load: Pick<Load, 'counts'>): Promise<string | null> {
  const pid = signal(commons, 'chain', 'SIGSTOP');
  try {
    return await askingGoesOn(load);
  } finally {
    if (pid !== null) process.kill(pid, 'SIGCONT');
  }
}

/** Questions need no chain: membership and parameters are known. */
async function askingGoesOn({ counts }: Pick<Load, 'counts'>): Promise<string | null> {
  // What was on its way before does not count.
  await sleep(AWAY_MS / 4);
  const before = counts().answered;
  await sleep((AWAY_MS * 3) / 4);
  return counts().answered > before ? null : 'no question was answered meanwhile';
}

async function reorganise({ chainUrl }: Commons): Promise<null> {
  const body = { jsonrpc: '2.0', id: 1, method: 'anvil_reorg', params: [6, []] };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(chainUrl, { method: 'POST', headers, body: JSON.stringify(body) });
  const { error } = (await answer.json()) as { error?: { message: string } };
  if (error) throw new Error(`the chain did not reorganise: ${error.message}`);
  await sleep(HELD_MS);
  return null;
}

/** One byte of a block changes on the disk of a node, as cheap disks do. */
function flipped(node: string): Fault {
  const during = async ({ directory }: Commons): Promise<null> => {
    const database = new DatabaseSync(join(directory, 'nodes', node, 'blocks.sqlite'), { timeout: 5_000 });
    try {
      const row = database.prepare('SELECT hash, bytes FROM blocks ORDER BY random() LIMIT 1').get() as
        | { hash: Uint8Array; bytes: Uint8Array }
        | undefined;
      if (!row) return null;
      const middle = row.bytes.length >> 1;
      row.bytes[middle] = (row.bytes[middle] ?? 0) ^ 1;
      database.prepare('UPDATE blocks SET bytes = ? WHERE hash = ?').run(row.bytes, row.hash);
    } finally {
      database.close();
    }
    await sleep(HELD_MS);
    return null;
  };
  return { name: `a byte of a block of ${node} flips`, during };
}

/**
 * A byte of a page of the journal changes while the node is down. It refuses to start with what it can no longer trust, and
 * says so; its operator puts back the copy.
 */
function pageFlipped(node: string): Fault {
  const during = async (commons: Commons): Promise<string | null> => {
    const folder = join(commons.directory, 'nodes', node);
    const copy = mkdtempSync(`${commons.directory}.copy-`);
    const files = () => readdirSync(folder).filter((name) => name.startsWith('journal.sqlite'));
    try {
      const pid = signal(commons, node, 'SIGKILL');
      for (const name of files()) copyFileSync(join(folder, name), join(copy, name));
      flipPageType(join(folder, 'journal.sqlite'));
      await untilOther(commons, node, pid);
      // A page that nothing stands on is no loss; who is up has its journal open, which is then left alone.
      if (!(await isDownWithin(2 * HELD_MS, () => commons.pidOf(node)))) return null;
      const said = lastSentence(join(commons.directory, 'logs', `${node}.log`));
      for (const name of files()) rmSync(join(folder, name));
      for (const name of readdirSync(copy)) copyFileSync(join(copy, name), join(folder, name));
      await untilUp(commons, node);
      return said.includes('damaged') ? null : `the node said "${said}"`;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };
  return { name: `a byte of the journal of ${node} flips`, during };
}

/** The first byte of a page says what it is. */
function flipPageType(path: string): void {
  const bytes = readFileSync(path);
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16);
  const page = 1 + Math.floor(Math.random() * (bytes.length / pageSize - 1));
  bytes[page * pageSize] = (bytes[page * pageSize] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** A node starts again with an RPC that lies, and later with the honest one. */
function liedTo(node: string): Fault {
  const during = async (commons: Commons): Promise<null> => {
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
    return null;
  };
  return { name: `${node} follows an RPC that lies`, during };
}

function full(node: string): Fault {
  const during = async ({ directory }: Commons): Promise<null> => {
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
    return null;
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

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isDownWithin(milliseconds: number, pid: () => number | null): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 50) {
    if (!isAlive(pid())) return true;
    await sleep(50);
  }
  return false;
}

async function untilUp(commons: Commons, part: string): Promise<void> {
  for (let waited = 0; waited < RESTART_MS; waited += 500) {
    if (isAlive(commons.pidOf(part))) return;
    await sleep(500);
  }
}
