import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFollower } from '../../node/chain/createFollower.ts';
import { on } from '../../node/chain/follower.ts';
import { openJournal } from '../../node/journal/journal.ts';
import type { Figure } from './figure.ts';
import { type ScriptedRpc, scripted, scriptedDeployment, startScriptedRpc } from './scriptedRpc.ts';

const BLOCKS = 10_000_000;
const BLOCK_MS = 2_000;
/** Blocks by which a program learns how fast they come. */
const WARM_UP = 6;
const MEASURED_MS = 20_000;

/** Something that follows a chain, with all that it keeps in one folder. */
type Program = { readonly caughtUp: () => Promise<void>; readonly stop: () => Promise<void> };

/** Counts what a program asks of its RPC: at a restart without news, and while nothing of ours happens. */
export async function benchFollow(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tilth-bench-'));
  const rpc = await startScriptedRpc({ height: BLOCKS });
  try {
    const first = await startFollower(rpc, directory);
    await first.caughtUp();
    await first.stop();
    for (let i = 0; i < 100; i += 1) await rpc.mine();
    const logsBefore = rpc.counts.eth_getLogs ?? 0;
    const started = performance.now();
    const program = await startFollower(rpc, directory);
    await program.caughtUp();
    const restartMs = performance.now() - started;
    const logs = (rpc.counts.eth_getLogs ?? 0) - logsBefore;
    const empty = await countPerBlock(rpc, async () => void (await rpc.mine()));
    const foreign = await countPerBlock(rpc, async () => void (await rpc.mine(FOREIGN)));
    await program.stop();
    return [
      most('eth_getLogs of a restart, 10 M blocks, no news', logs, { limit: 3, unit: '', peer: '11,120 before' }),
      { ...most('time of that restart', restartMs, { limit: 1_000, unit: 'ms', peer: '66 s before' }) },
      most('requests a block, nothing in it', empty, { limit: 2, unit: '', peer: '27 before' }),
      most('requests a block, of others', foreign, { limit: 2.2, unit: '', peer: '27 before' }),
    ];
  } finally {
    await rpc.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An event that no fold reads: its block is not empty, and holds nothing for us. */
const FOREIGN = scripted('depositLog', 'EIP712DomainChanged', []);

async function startFollower(rpc: ScriptedRpc, directory: string): Promise<Program> {
  const journal = openJournal(join(directory, 'journal.sqlite'));
  const handlers = [on('depositLog', 'Anchored', () => {}), on('consentRegistry', 'Withdrawn', () => {})];
  const folds = [{ name: 'bench', version: 1, handlers, undo: () => {} }];
  const follower = await createFollower({ rpcUrl: rpc.url, deployment: scriptedDeployment, journal, folds });
  follower.start();
  return {
    caughtUp: follower.caughtUp,
    stop: async () => {
      await follower.stop();
      journal.close();
    },
  };
}

async function countPerBlock(rpc: ScriptedRpc, mine: () => Promise<void>): Promise<number> {
  const total = () => Object.values(rpc.counts).reduce((sum, count) => sum + count, 0);
  const timer = setInterval(() => void mine(), BLOCK_MS);
  await sleep(WARM_UP * BLOCK_MS + BLOCK_MS / 2);
  const before = { requests: total(), head: rpc.head() };
  await sleep(MEASURED_MS);
  clearInterval(timer);
  return (total() - before.requests) / (rpc.head() - before.head);
}

type Bound = { readonly limit: number; readonly unit: string; readonly peer: string };

function most(name: string, value: number, { limit, unit, peer }: Bound): Figure {
  const target = `<= ${limit} ${unit}`.trim();
  return { name: `follow: ${name}`, value: Math.round(value * 100) / 100, unit, target, peer, met: value <= limit };
}
