import { type Hex, zeroHash } from 'viem';
import type { LogEntry } from '../../protocol/corpus/snapshot.ts';
import { MerkleLog } from '../../protocol/merkle/log.ts';
import type { Chain } from '../chain/chain.ts';
import type { Storage } from '../storage/storage.ts';
import { BadBatchError, readBatch } from './readBatch.ts';

/** One operator's log as far as chain and blocks agree on it. */
type ReadLog = {
  readonly logId: number;
  readonly size: number;
  readonly root: Hex;
  readonly entries: readonly LogEntry[];
};

export type ReadLogs = (options?: { readonly signal?: AbortSignal }) => Promise<readonly ReadLog[]>;

type Anchored = {
  readonly logId: bigint;
  readonly size: bigint;
  readonly root: Hex;
  /** Root of the head before, zero for the first. */
  readonly previous: Hex;
  readonly uri: string;
};
type State = {
  readonly merkle: MerkleLog;
  readonly entries: LogEntry[];
  /** Heads whose batches are still to be read. */
  readonly pending: Anchored[];
  root: Hex;
  failures: number;
  retryAt: number;
};

const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 120_000;

type Options = {
  readonly chain: Pick<Chain, 'events' | 'client' | 'deployment' | 'read'>;
  readonly storage: Pick<Storage, 'get'>;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

/**
 * Returns what reads all deposit logs from chain and blocks, and remembers what it read: a later call costs as much as
 * what is new. Each head is recomputed; a log whose blocks are missing is given as far as it could be checked.
 */
export function createReadLogs({ chain, storage, onTrouble = () => {} }: Options): ReadLogs {
  const firstBlock = BigInt(chain.deployment.block);
  let logs = new Map<number, State>();
  let next = firstBlock;
  let last: Promise<unknown> = Promise.resolve();

  const startOver = () => {
    logs = new Map();
    next = firstBlock;
  };

  const readHeads = async (): Promise<void> => {
    const toBlock = await chain.client.getBlockNumber();
    if (toBlock + 1n < next || (await chainLostHeads())) startOver();
    if (await queueHeads(toBlock)) return;
    startOver();
    await queueHeads(toBlock);
  };

  /** Queues heads up to a block; false when one does not follow what was read, because the chain has another history. */
  const queueHeads = async (toBlock: bigint): Promise<boolean> => {
    const query = { contract: 'depositLog', eventName: 'Anchored', fromBlock: next, toBlock } as const;
    for (const { args } of await chain.events<Anchored>(query)) {
      const logId = Number(args.logId);
      const state = logs.get(logId) ?? newState();
      if (args.previous !== newestOf(state).root) return false;
      state.pending.push(args);
      logs.set(logId, state);
    }
    next = toBlock + 1n;
    return true;
  };

  /** A chain that is ahead of us shows a lost head in its next event, which names another predecessor. */
  const chainLostHeads = async (): Promise<boolean> => {
    for (const [logId, state] of logs) {
      const known = newestOf(state);
      const call = { contract: 'depositLog', functionName: 'head', args: [BigInt(logId)] } as const;
      const [root, size] = await chain.read<readonly [Hex, bigint, bigint]>(call);
      if (size < known.size || (size === known.size && root !== known.root)) return true;
    }
    return false;
  };

  const readAll = async (signal: AbortSignal | undefined): Promise<readonly ReadLog[]> => {
    await readHeads();
    await Promise.all([...logs.values()].map((state) => tryCatchUp(state, signal)));
    return [...logs]
      .filter(([, { entries }]) => entries.length > 0)
      .map(([logId, { entries, root }]) => ({ logId, size: entries.length, root, entries: entries.slice() }))
      .sort((a, b) => a.logId - b.logId);
  };

  /** A log whose operator is away does not hold up the others, and is asked for less and less often. */
  const tryCatchUp = async (state: State, signal: AbortSignal | undefined): Promise<void> => {
    if (state.retryAt > Date.now()) return;
    try {
      await catchUp(state, storage, signal);
      state.failures = 0;
    } catch (cause) {
      signal?.throwIfAborted();
      state.retryAt = Date.now() + Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** state.failures);
      state.failures += 1;
      onTrouble({ message: 'a deposit log cannot be read further', cause });
    }
  };

  return ({ signal } = {}) => {
    const mine = last.then(() => readAll(signal));
    last = mine.catch(() => {});
    return mine;
  };
}

function newState(): State {
  return { merkle: new MerkleLog(), entries: [], pending: [], root: zeroHash, failures: 0, retryAt: 0 };
}

function newestOf({ pending, entries, root }: State): { readonly size: bigint; readonly root: Hex } {
  return pending.at(-1) ?? { size: BigInt(entries.length), root };
}

/** Reads the batches behind heads not yet read. What was read stays, also when a later batch is missing. */
async function catchUp(state: State, storage: Pick<Storage, 'get'>, signal: AbortSignal | undefined): Promise<void> {
  for (let head = state.pending[0]; head; head = state.pending[0]) {
    const start = state.entries.length;
    const { leaves, entries } = await readBatch(head, { storage, start, signal });
    for (const leaf of leaves.slice(state.merkle.size - start)) state.merkle.append(leaf.bytes);
    if (state.merkle.root(Number(head.size)) !== head.root) throw new BadBatchError(head, 'its root is another one');
    state.entries.push(...entries);
    state.root = head.root;
    state.pending.shift();
  }
}
