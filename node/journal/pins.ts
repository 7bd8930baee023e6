import type { Journal } from './journal.ts';

/** Blocks that this node has promised to keep, and blocks that other nodes are still to be asked to keep. */
export type PinJournal = {
  readonly keep: (cid: string, reason: string) => void;
  readonly drop: (cid: string) => void;
  readonly isKept: (cid: string) => boolean;
  readonly count: () => number;
  /** Notes that a block wants a copy elsewhere. */
  readonly want: (cid: string) => void;
  readonly confirm: (cid: string) => void;
  /** The oldest blocks without a copy elsewhere. */
  readonly wanted: (limit: number) => readonly string[];
};

/** Opens the pin tables. Writes join the caller's transaction. */
export function openPinJournal(journal: Journal): PinJournal {
  journal.migrate('pins', [
    `CREATE TABLE pins (cid TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE wanted_pins (position INTEGER PRIMARY KEY, cid TEXT NOT NULL UNIQUE)`,
  ]);
  const { database } = journal;
  const keep = database.prepare('INSERT OR IGNORE INTO pins VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM pins WHERE cid = ?');
  const kept = database.prepare('SELECT 1 FROM pins WHERE cid = ?');
  const count = database.prepare('SELECT count(*) AS n FROM pins');
  const want = database.prepare('INSERT OR IGNORE INTO wanted_pins (cid) VALUES (?)');
  const confirm = database.prepare('DELETE FROM wanted_pins WHERE cid = ?');
  const wanted = database.prepare('SELECT cid FROM wanted_pins ORDER BY position LIMIT ?');
  return {
    keep: (cid, reason) => void keep.run(cid, reason),
    drop: (cid) => void drop.run(cid),
    isKept: (cid) => kept.get(cid) !== undefined,
    count: () => (count.get() as { n: number }).n,
    want: (cid) => void want.run(cid),
    confirm: (cid) => void confirm.run(cid),
    wanted: (limit) => (wanted.all(limit) as { cid: string }[]).map((row) => row.cid),
  };
}
