import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { BlockMark, FollowerJournal } from '../journal/follower.ts';
import type { Journal } from '../journal/journal.ts';
import type { BlockReader, Header, PlacedEvent } from './blockReader.ts';
import type { Commit, Fold } from './follower.ts';
import { createRangeReader, type RangeRead } from './readRange.ts';

type Options = {
  readonly reader: BlockReader;
  readonly journal: Pick<Journal, 'transact'>;
  readonly marks: FollowerJournal;
  readonly folds: readonly Fold[];
  readonly firstBlock: bigint;
  readonly onCommit: (commit: Commit) => void;
};

/** Readings of a chain that changes again and again before a look counts as failed. */
const TRIES = 8;

/** Creates one look at the chain: undoes what the chain no longer holds and folds what is new; gives the head. */
export function createLook(options: Options): (signal: AbortSignal) => Promise<Header> {
  const { reader, journal, marks, folds, firstBlock, onCommit } = options;
  const readRange = createRangeReader(reader);
  const all = new Set(folds.map(({ name }) => name));

  const fold = (events: readonly PlacedEvent[]): ReadonlySet<string> => {
    const changed = new Set<string>();
    for (const event of events) {
      for (const { name, handlers } of folds) {
        for (const { contract, eventName, apply } of handlers) {
          if (contract !== event.contract || eventName !== event.eventName) continue;
          changed.add(name);
          try {
            // The arguments fit the handler because both come from the ABI's entry of this name.
            apply(event as never);
          } catch (cause) {
            throw new FoldFailedError(name, event, cause);
          }
        }
      }
    }
    return changed;
  };

  const rewind = (ancestor: BlockMark | null, head: Header): void => {
    const from = ancestor ? ancestor.number + 1n : 0n;
    if (ancestor?.hash === marks.cursor()?.hash) return;
    journal.transact(() => {
      for (const { undo } of folds) undo(from);
      marks.forgetAbove(from - 1n);
    });
    onCommit({ head, changed: all });
  };

  const commit = ({ events, end }: RangeRead, head: Header): void => {
    const seen = events.map(({ blockNumber, blockHash }) => ({ number: blockNumber, hash: blockHash }));
    const changed = journal.transact(() => {
      const names = fold(events);
      marks.advance([...seen, end]);
      return names;
    });
    onCommit({ head, changed });
  };

  /** Folds up to the head; null when it has to be looked at again, because the chain took another branch. */
  const lookOnce = async (signal: AbortSignal): Promise<Header | null> => {
    const head = await reader.head();
    for (;;) {
      const cursor = marks.cursor();
      const from = cursor ? cursor.number + 1n : firstBlock;
      if (cursor?.hash === head.hash || (!cursor && from > head.number)) return head;
      const read = await readRange({ from, cursor, head });
      signal.throwIfAborted();
      if (!read) {
        rewind(await findAncestor(), head);
        return null;
      }
      commit(read, head);
    }
  };

  /** The newest mark that the chain holds; every older one is then on the chain too, so the marks are halved. */
  const findAncestor = async (): Promise<BlockMark | null> => {
    const known = marks.marks();
    let low = 0;
    let high = known.length;
    // Most often the newest is there, or the one before it.
    for (let middle = 0; low < high; middle = low === 1 ? 1 : (low + high) >> 1) {
      const mark = known[middle];
      if (mark && (await reader.block(mark.number))?.hash === mark.hash) high = middle;
      else low = middle + 1;
    }
    return known[low] ?? null;
  };

  return async (signal) => {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const head = await lookOnce(signal);
      if (head) return head;
    }
    throw new ChainUnsteadyError();
  };
}

/** A fold could not take an event; nothing of its range is kept, and it is tried again. */
export class FoldFailedError extends BaseError {
  override readonly name = 'FoldFailedError';
  constructor(fold: string, { contract, eventName, blockNumber, logIndex }: PlacedEvent, cause: unknown) {
    super('An event could not be folded.', { values: { fold, contract, eventName, blockNumber, logIndex }, cause });
  }
}

export class ChainUnsteadyError extends BaseError {
  override readonly name = 'ChainUnsteadyError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The chain changes faster than it can be read.', { hint: 'It is tried again.' });
  }
}
