import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type FollowerJournal, openFollowerJournal } from '../journal/follower.ts';
import type { Journal } from '../journal/journal.ts';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import { createBlockReader } from './blockReader.ts';
import type { Commit, Fold, Follower, Head } from './follower.ts';
import { createLook } from './look.ts';
import { createPace } from './pace.ts';

export type FollowerOptions = {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly journal: Journal;
  readonly folds: readonly Fold[];
  /** The shortest pause between looks at the chain. */
  readonly pollMs?: number;
  /** Told once of each outage. */
  readonly onTrouble?: OnTrouble;
};

/** A first look reads the chain from its first block; each request of it has a limit of its own. */
const LOOK_MS = 600_000;
/** How long a block is waited for that was seen elsewhere: an RPC that is behind, or a chain that took it back. */
const REACHED_MS = 60_000;

/** Opens a follower where its journal left it; rows of other folds than these, or of another chain, are made anew. */
export async function createFollower(options: FollowerOptions): Promise<Follower> {
  const { rpcUrl, deployment, journal, folds, pollMs = 500, onTrouble = () => {} } = options;
  const marks = openFollowerJournal(journal);
  startOverWhenOther(marks, options);
  const listeners = new Set<(commit: Commit) => void>();
  const stopping = new AbortController();
  const pace = createPace(pollMs);
  let head: Head | null = null;
  let running: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const onCommit = (commit: Commit): void => {
    head = commit.head;
    for (const listener of listeners) {
      try {
        listener(commit);
      } catch (cause) {
        onTrouble({ message: 'a listener to the chain failed', cause });
      }
    }
  };
  const look = createLook({
    ...{ marks, journal, folds, onCommit, firstBlock: BigInt(deployment.block) },
    reader: await createBlockReader({ rpcUrl, deployment, folds, signal: stopping.signal }),
  });
  const lookOne = createShared(async () => {
    stopping.signal.throwIfAborted();
    const began = performance.now();
    head = await look(stopping.signal);
    lookedAt = began;
    pace.saw(head);
  });

  const follow = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await lookOne();
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (failures === 1 && !stopping.signal.aborted) onTrouble({ message: 'the chain cannot be followed', cause });
      }
      const pause = failures === 0 ? pace.pauseMs() : pace.pauseAfter(failures);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const isReached = (blockNumber: bigint) => (marks.cursor()?.number ?? -1n) >= blockNumber;
  const reached: Follower['reached'] = (blockNumber, { signal } = {}) =>
    within(REACHED_MS, signal, async (ended) => {
      while (!isReached(blockNumber)) {
        await lookOne();
        if (!isReached(blockNumber)) await sleep(pollMs, undefined, { signal: ended });
        stopping.signal.throwIfAborted();
      }
    });

  return {
    start: () => {
      running ??= follow();
    },
    stop: async () => {
      stopping.abort(new FollowerStoppedError());
      await running;
      await lookOne().catch(() => {});
    },
    head: () => {
      if (!head) throw new NotFollowedYetError();
      return head;
    },
    age: () => performance.now() - lookedAt,
    caughtUp: ({ signal } = {}) => within(LOOK_MS, signal, lookOne),
    reached,
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Rows are only good for the folds and the contracts that they were made with. */
function startOverWhenOther(marks: FollowerJournal, { deployment, folds, journal }: FollowerOptions): void {
  const source = JSON.stringify([deployment, folds.map(({ name, version }) => [name, version])]);
  if (marks.source() === source) return;
  journal.transact(() => {
    for (const { undo } of folds) undo(0n);
    marks.forgetAbove(-1n);
    marks.setSource(source);
  });
}

/** Callers who come while a look runs share the next one, since the running one may have read the head before. */
function createShared(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = (): Promise<void> => {
    current = work().finally(() => {
      current = null;
    });
    return current;
  };
  const share = (): Promise<void> => {
    if (!current) return begin();
    next ??= current
      .catch(() => {})
      .then(() => {
        next = null;
        return share();
      });
    return next;
  };
  return share;
}

export class FollowerStoppedError extends BaseError {
  override readonly name = 'FollowerStoppedError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The chain is no longer followed: the program stops.');
  }
}

export class NotFollowedYetError extends BaseError {
  override readonly name = 'NotFollowedYetError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The chain was not looked at yet.', { hint: 'Wait for caughtUp first.' });
  }
}
