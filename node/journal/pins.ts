import { CID } from 'multiformats/cid';
import { bytesToHex, type Hex } from 'viem';
import type { Journal } from './journal.ts';

/**
 * Who owns which blocks of this node, and which blocks other nodes are still to be asked to keep. A block is what its
 * hash says: two CIDs with one hash are one block, whatever codec they name.
 */
export type PinJournal = {
  /** Makes somebody an owner of a block. */
  readonly keep: (cid: string, owner: string) => void;
  /** Ends all that somebody owns. Gives the blocks that nobody owns any more: these alone may be deleted. */
  readonly release: (owner: string) => readonly string[];
  readonly ownersOf: (cid: string) => readonly string[];
  readonly isKept: (cid: string) => boolean;
  readonly count: () => number;
  /** Owned blocks in a fixed order, behind one of them or from the first on. */
  readonly after: (cid: string | null, limit: number) => readonly string[];
  /** Notes that a block wants a copy elsewhere. */
  readonly want: (cid: string) => void;
  readonly confirm: (cid: string) => void;
  /** The blocks without a copy elsewhere that were not asked for the longest. */
  readonly wanted: (limit: number) => readonly string[];
  /** Puts a wanted block behind the others, so that one which everybody refuses holds up none. */
  readonly postpone: (cid: string) => void;
};

/** Opens the tables of owners and of wanted copies. Writes join the caller's transaction. */
export function openPinJournal(journal: Journal): PinJournal {
  journal.migrate('pins', [
    `CREATE TABLE pins (cid TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE wanted_pins (position INTEGER PRIMARY KEY, cid TEXT NOT NULL UNIQUE)`,
    // Pins without owners are of deposits and batches of an older form, which no program reads any more.
    `DROP TABLE pins;
     CREATE TABLE block_owners (
       hash TEXT NOT NULL, owner TEXT NOT NULL, cid TEXT NOT NULL, PRIMARY KEY (hash, owner)) STRICT, WITHOUT ROWID;
     CREATE INDEX blocks_by_owner ON block_owners (owner)`,
  ]);
  const { database } = journal;
  const keep = database.prepare('INSERT OR IGNORE INTO block_owners VALUES (?, ?, ?)');
  const owned = database.prepare('SELECT hash, cid FROM block_owners WHERE owner = ?');
  const release = database.prepare('DELETE FROM block_owners WHERE owner = ?');
  const owners = database.prepare('SELECT owner FROM block_owners WHERE hash = ? ORDER BY owner');
  const count = database.prepare('SELECT count(DISTINCT hash) AS n FROM block_owners');
  const after = database.prepare(
    'SELECT min(cid) AS cid FROM block_owners WHERE hash > ? GROUP BY hash ORDER BY hash LIMIT ?',
  );
  const want = database.prepare('INSERT OR IGNORE INTO wanted_pins (cid) VALUES (?)');
  const confirm = database.prepare('DELETE FROM wanted_pins WHERE cid = ?');
  const wanted = database.prepare('SELECT cid FROM wanted_pins ORDER BY position LIMIT ?');
  const postpone = database.prepare(
    'UPDATE wanted_pins SET position = (SELECT max(position) + 1 FROM wanted_pins) WHERE cid = ?',
  );
  const ownersOf = (hash: Hex) => (owners.all(hash) as { owner: string }[]).map((row) => row.owner);
  const toCids = (rows: unknown) => (rows as { cid: string }[]).map(({ cid }) => cid);
  return {
    keep: (cid, owner) => void keep.run(hashOf(cid), owner, cid),
    release: (owner) => {
      const rows = owned.all(owner) as { hash: Hex; cid: string }[];
      release.run(owner);
      const freed = rows.filter(({ hash }) => ownersOf(hash).length === 0).map(({ cid }) => cid);
      for (const cid of freed) confirm.run(cid);
      return freed;
    },
    ownersOf: (cid) => ownersOf(hashOf(cid)),
    isKept: (cid) => ownersOf(hashOf(cid)).length > 0,
    count: () => (count.get() as { n: number }).n,
    after: (cid, limit) => toCids(after.all(cid === null ? '' : hashOf(cid), limit)),
    want: (cid) => void want.run(cid),
    confirm: (cid) => void confirm.run(cid),
    wanted: (limit) => toCids(wanted.all(limit)),
    postpone: (cid) => void postpone.run(cid),
  };
}

function hashOf(cid: string): Hex {
  return bytesToHex(CID.parse(cid).multihash.bytes);
}
