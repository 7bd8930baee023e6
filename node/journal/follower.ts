import type { Hash } from 'viem';
import type { Journal } from './journal.ts';

/** A block that was followed, by which a common ancestor is found when the chain takes another branch. */
export type BlockMark = { readonly number: bigint; readonly hash: Hash };

export type FollowerJournal = {
  /** The newest block whose events are folded; null before the first. */
  readonly cursor: () => BlockMark | null;
  /** Blocks that are remembered, newest first. */
  readonly marks: () => readonly BlockMark[];
  /** Remembers blocks and thins out older ones. */
  readonly advance: (marks: readonly BlockMark[]) => void;
  readonly forgetAbove: (number: bigint) => void;
  /** What the rows of the folds were made from; null in a new journal. */
  readonly source: () => string | null;
  readonly setSource: (source: string) => void;
};

const NEWEST_KEPT = 64n;
/** An older mark is kept when its distance to the next newer one is at least this part of its depth. */
const SPARSENESS = 32n;

/** Opens the tables of the follower: its cursor, the hashes of blocks, and what the folds were. */
export function openFollowerJournal(journal: Journal): FollowerJournal {
  journal.migrate('follower', [
    `CREATE TABLE follower_marks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
     CREATE TABLE follower_source (id INTEGER PRIMARY KEY CHECK (id = 0), source TEXT NOT NULL) STRICT`,
  ]);
  const { database } = journal;
  const newest = database.prepare('SELECT number, hash FROM follower_marks ORDER BY number DESC LIMIT 1');
  const all = database.prepare('SELECT number, hash FROM follower_marks ORDER BY number DESC');
  const save = database.prepare('INSERT OR REPLACE INTO follower_marks VALUES (?, ?)');
  const forget = database.prepare('DELETE FROM follower_marks WHERE number = ?');
  const forgetAbove = database.prepare('DELETE FROM follower_marks WHERE number > ?');
  const source = database.prepare('SELECT source FROM follower_source');
  const setSource = database.prepare('INSERT OR REPLACE INTO follower_source VALUES (0, ?)');
  const marks = () => all.all().map(toMark);
  return {
    cursor: () => {
      const row = newest.get();
      return row ? toMark(row) : null;
    },
    marks,
    advance: (added) => {
      for (const { number, hash } of added) save.run(number, hash);
      for (const number of findSuperfluous(marks())) forget.run(number);
    },
    forgetAbove: (number) => void forgetAbove.run(number),
    source: () => (source.get() as { source: string } | undefined)?.source ?? null,
    setSource: (it) => void setSource.run(it),
  };
}

/** All of the newest blocks stay; deeper ones ever more sparsely, so that a few hundred reach back to the first. */
function findSuperfluous(marks: readonly BlockMark[]): readonly bigint[] {
  const [cursor] = marks;
  if (!cursor) return [];
  let kept = cursor.number;
  return marks.slice(1).flatMap(({ number }) => {
    const depth = cursor.number - number;
    if (depth <= NEWEST_KEPT || (kept - number) * SPARSENESS >= depth) {
      kept = number;
      return [];
    }
    return [number];
  });
}

function toMark(row: unknown): BlockMark {
  const { number, hash } = row as { number: number; hash: Hash };
  return { number: BigInt(number), hash };
}
