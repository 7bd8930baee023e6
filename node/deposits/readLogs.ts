import { type Hex, zeroHash } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { MerkleLog } from '../../protocol/merkle/tree.ts';
import type { Follower } from '../chain/follower.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import { TimeLimitError, within } from '../within.ts';
import type { AnchoredHead, AnchoredHeads } from './headFold.ts';
import { BadBatchError, type CheckLeaf, type PlacedEntry, readBatch } from './readBatch.ts';

/** One operator's log as far as chain and blocks agree on it. */
type ReadLog = {
  readonly logId: number;
  /** Leaves; not all of them need be deposits. */
  readonly size: number;
  readonly root: Hex;
  readonly entries: readonly PlacedEntry[];
  /** Leaves that this process had read by a time, in Unix seconds; 0 for what was before it began. */
  readonly sizeAt: (time: number) => number;
};

type ReadOptions = {
  readonly signal?: AbortSignal;
  /** How long logs are waited for; what is read later is given by the next call. */
  readonly patienceMs?: number;
};

export type ReadLogs = (options?: ReadOptions) => Promise<readonly ReadLog[]>;

type State = {
  readonly merkle: MerkleLog;
  readonly entries: PlacedEntry[];
  /** Heads whose batches are still to be read. */
  readonly pending: AnchoredHead[];
  /** When this process had read how many leaves. */
  readonly reads: { readonly size: number; readonly at: number }[];
  /** Leaves read so far. */
  size: number;
  root: Hex;
  failures: number;
  retryAt: number;
  /** The reading that is under way. */
  reading: Promise<void> | null;
};

const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 120_000;
/** A first reading may be of very many batches; each block of it has a limit of its own. */
const LONGEST_MS = 600_000;

type Options = {
  readonly follower: Pick<Follower, 'caughtUp'>;
  readonly heads: Pick<AnchoredHeads, 'logIds' | 'of' | 'at'>;
  readonly storage: Pick<Storage, 'get'>;
  readonly checkLeaf: CheckLeaf;
  readonly onTrouble?: OnTrouble;
};

/**
 * Returns what reads all deposit logs from chain and blocks, and remembers what it read: a later call costs as much as
 * what is new. Each head is recomputed, each signature checked once; a log whose blocks are missing, or whose signatures the
 * chain cannot judge now, is given as far as it could be checked.
 */
export function createReadLogs({ follower, heads, storage, checkLeaf, onTrouble = () => {} }: Options): ReadLogs {
  let logs: ReadonlyMap<number, State> = new Map();

  /** A log whose newest known head the chain no longer holds is read again. */
  const stateOf = (logId: number): State => {
    const known = logs.get(logId);
    const { size, root } = known ? newestOf(known) : { size: 0, root: zeroHash };
    const state = known && (size === 0 || heads.at(logId, size)?.root === root) ? known : newState();
    state.pending.push(...heads.of(logId, newestOf(state).size));
    return state;
  };

  const readAll = async ({ signal, patienceMs = LONGEST_MS }: ReadOptions): Promise<readonly ReadLog[]> => {
    await follower.caughtUp(signal ? { signal } : {});
    logs = new Map(heads.logIds().map((logId) => [logId, stateOf(logId)]));
    const states = [...logs.values()];
    const reading = Promise.all(states.map((state) => readOn(state, signal)));
    await within(patienceMs, signal, () => reading).catch((error: unknown) => {
      if (!(error instanceof TimeLimitError)) throw error;
    });
    return [...logs]
      .filter(([, { size }]) => size > 0)
      .map(([logId, { entries, size, root, reads }]) => ({
        ...{ logId, size, root, entries: entries.slice() },
        sizeAt: (time: number) => reads.findLast(({ at }) => at <= time)?.size ?? 0,
      }))
      .sort((a, b) => a.logId - b.logId);
  };

  /** Each log is read by itself, and by one caller for all: one whose blocks do not come delays nobody but itself. */
  const readOn = (state: State, signal: AbortSignal | undefined): Promise<void> => {
    state.reading ??= tryCatchUp(state, signal).finally(() => {
      state.reading = null;
    });
    return state.reading;
  };

  /** A log whose operator is away is asked for less and less often. */
  const tryCatchUp = async (state: State, signal: AbortSignal | undefined): Promise<void> => {
    if (state.retryAt > Date.now()) return;
    try {
      await catchUp(state, { storage, checkLeaf, signal, onTrouble });
      state.failures = 0;
    } catch (cause) {
      // Whoever gave up does not end the patience of others.
      if (signal?.aborted) return;
      state.retryAt = Date.now() + Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** state.failures);
      state.failures += 1;
      onTrouble({ message: 'a deposit log cannot be read further', cause });
    }
  };

  return (options = {}) => readAll(options);
}

function newState(): State {
  const read = { entries: [], pending: [], reads: [], size: 0, root: zeroHash, reading: null };
  return { merkle: new MerkleLog(), ...read, failures: 0, retryAt: 0 };
}

function newestOf({ pending, size, root }: State): { readonly size: number; readonly root: Hex } {
  return pending.at(-1) ?? { size, root };
}

type Means = {
  readonly storage: Pick<Storage, 'get'>;
  readonly checkLeaf: CheckLeaf;
  readonly onTrouble: OnTrouble;
} & {
  readonly signal: AbortSignal | undefined;
};

/** Reads the batches behind heads not yet read. What was read stays, also when a later batch is missing. */
async function catchUp(state: State, { onTrouble, ...means }: Means): Promise<void> {
  for (let head = state.pending[0]; head; head = state.pending[0]) {
    const { size: start } = state;
    const { leaves, entries, refused } = await readBatch(head, { ...means, start });
    for (const leaf of leaves.slice(state.merkle.size - start)) state.merkle.append(leaf.bytes);
    if (state.merkle.root(head.size) !== head.root) throw new BadBatchError(head, 'its root is another one');
    state.entries.push(...entries);
    state.size = head.size;
    state.reads.push({ size: head.size, at: Math.floor(Date.now() / 1_000) });
    state.root = head.root;
    state.pending.shift();
    const [first] = refused;
    if (first)
      onTrouble({
        message: 'a deposit log holds what is no deposit',
        cause: new NoDepositError(head, first, refused.length),
      });
  }
}

/** Leaves of a log that nobody signed as deposits. */
class NoDepositError extends BaseError {
  override readonly name = 'NoDepositError';
  override readonly kind = 'refused';
  constructor(
    { logId }: AnchoredHead,
    { id, reason }: { readonly id: string; readonly reason: string },
    count: number,
  ) {
    super(`Deposit ${id} of log ${logId} ${reason}.`, { values: { leaves: count } });
  }
}
