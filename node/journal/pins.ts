import { CID } from 'multiformats/cid';
import { bytesToHex, type Hex } from 'viem';
import type { Journal } from './journal.ts';

/** The operator for whom a block is kept, its bytes, and where it is not kept for good, until when (Unix seconds). */
export type Charge = { readonly operator: number; readonly bytes: number; readonly until?: number };

/**
 * Who owns which blocks of this node, and which blocks other nodes are still to be asked to keep. A block is what its
 * hash says: two CIDs with one hash are one block, whatever codec they name.
 */
export type PinJournal = {
  /** Makes somebody an owner of a block, on the account of an operator if it is another's; asked again, it lasts longer. */
  readonly keep: (cid: string, owner: string, charge?: Charge) => void;
  /** Ends the ownership of one block. */
  readonly letGo: (cid: string, owner: string) => void;
  /** Ends all that somebody owns. Gives the blocks that nobody owns any more: these alone may be deleted. */
  readonly release: (owner: string) => readonly string[];
  readonly ownersOf: (cid: string) => readonly string[];
  /** Owners whose name begins so. */
  readonly ownersFrom: (prefix: string) => readonly string[];
  /** What stands on an operator's account: bytes, and how many blocks that are not kept for good. */
  readonly usedBy: (operator: number) => Usage;
  /** Ends what is kept until an earlier moment, some of it at most. Gives the blocks that nobody owns any more. */
  readonly endUntil: (now: number, most: number) => readonly string[];
  /** Blocks of bare bytes whose owners are named so: pinners want to be asked for them again. */
  readonly bareOf: (prefix: string) => readonly string[];
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

type Usage = { readonly bytes: number; readonly bare: number };

/** How the CIDs begin that name bare bytes by sha2-256. */
const BARE = 'bafkrei';

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
    // Sums are kept by triggers: adding up all blocks of an operator at each request would hold up the node.
    `ALTER TABLE block_owners ADD COLUMN operator INTEGER;
     ALTER TABLE block_owners ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE block_owners ADD COLUMN until INTEGER;
     CREATE INDEX blocks_until ON block_owners (until) WHERE until IS NOT NULL;
     CREATE TABLE pin_usage (operator INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, bare INTEGER NOT NULL) STRICT;
     CREATE TRIGGER block_charged AFTER INSERT ON block_owners WHEN new.operator IS NOT NULL BEGIN
       INSERT OR IGNORE INTO pin_usage VALUES (new.operator, 0, 0);
       UPDATE pin_usage SET bytes = bytes + new.bytes, bare = bare + (new.until IS NOT NULL)
         WHERE operator = new.operator;
     END;
     CREATE TRIGGER block_weighed AFTER UPDATE OF bytes, until ON block_owners WHEN new.operator IS NOT NULL BEGIN
       UPDATE pin_usage SET bytes = bytes + new.bytes - old.bytes,
         bare = bare + (new.until IS NOT NULL) - (old.until IS NOT NULL) WHERE operator = new.operator;
     END;
     CREATE TRIGGER block_let_go AFTER DELETE ON block_owners WHEN old.operator IS NOT NULL BEGIN
       UPDATE pin_usage SET bytes = bytes - old.bytes, bare = bare - (old.until IS NOT NULL)
         WHERE operator = old.operator;
     END`,
  ]);
  const { database } = journal;
  const keep = database.prepare(
    `INSERT INTO block_owners (hash, owner, cid, operator, bytes, until) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash, owner) DO UPDATE SET bytes = excluded.bytes, until = excluded.until
     WHERE operator IS NOT NULL AND excluded.operator IS NOT NULL`,
  );
  const letGo = database.prepare('DELETE FROM block_owners WHERE hash = ? AND owner = ?');
  const owned = database.prepare('SELECT hash, cid FROM block_owners WHERE owner = ?');
  const release = database.prepare('DELETE FROM block_owners WHERE owner = ?');
  const owners = database.prepare('SELECT owner FROM block_owners WHERE hash = ? ORDER BY owner');
  const ownersFrom = database.prepare('SELECT DISTINCT owner FROM block_owners WHERE owner >= ? AND owner < ?');
  const usage = database.prepare('SELECT bytes, bare FROM pin_usage WHERE operator = ?');
  const over = database.prepare('SELECT hash, owner, cid FROM block_owners WHERE until < ? ORDER BY until LIMIT ?');
  const bareOf = database.prepare(
    `SELECT DISTINCT cid FROM block_owners WHERE owner >= ? AND owner < ? AND cid GLOB '${BARE}*'`,
  );
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
  const toFreed = (rows: readonly Owned[]): readonly string[] => {
    const freed = rows.filter(({ hash }) => ownersOf(hash).length === 0).map(({ cid }) => cid);
    for (const cid of freed) confirm.run(cid);
    return freed;
  };
  return {
    keep: (cid, owner, charge) => {
      const { operator = null, bytes = 0, until = null } = charge ?? {};
      keep.run(hashOf(cid), owner, cid, operator, bytes, until);
    },
    letGo: (cid, owner) => void letGo.run(hashOf(cid), owner),
    release: (owner) => {
      const rows = owned.all(owner) as Owned[];
      release.run(owner);
      return toFreed(rows);
    },
    ownersOf: (cid) => ownersOf(hashOf(cid)),
    ownersFrom: (prefix) => (ownersFrom.all(...startingWith(prefix)) as { owner: string }[]).map(({ owner }) => owner),
    usedBy: (operator) => (usage.get(operator) as Usage | undefined) ?? { bytes: 0, bare: 0 },
    endUntil: (now, most) => {
      const rows = over.all(now, most) as (Owned & { owner: string })[];
      for (const { hash, owner } of rows) letGo.run(hash, owner);
      return toFreed(rows);
    },
    bareOf: (prefix) => toCids(bareOf.all(...startingWith(prefix))),
    isKept: (cid) => ownersOf(hashOf(cid)).length > 0,
    count: () => (count.get() as { n: number }).n,
    after: (cid, limit) => toCids(after.all(cid === null ? '' : hashOf(cid), limit)),
    want: (cid) => void want.run(cid),
    confirm: (cid) => void confirm.run(cid),
    wanted: (limit) => toCids(wanted.all(limit)),
    postpone: (cid) => void postpone.run(cid),
  };
}

type Owned = { readonly hash: Hex; readonly cid: string };

/** The bounds of the texts that begin so. */
function startingWith(prefix: string): [string, string] {
  return [prefix, `${prefix}\u{10FFFF}`];
}

function hashOf(cid: string): Hex {
  return bytesToHex(CID.parse(cid).multihash.bytes);
}
