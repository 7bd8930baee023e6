import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** A head of this node's log: prepared before it is sent, confirmed when the chain holds it. */
type AnchorRecord = {
  readonly size: number;
  readonly root: Hex;
  /** CID of the batch that ends at `size`. */
  readonly batch: string;
  readonly transaction: Hex | null;
  readonly confirmed: boolean;
};

export type AnchorJournal = {
  readonly save: (anchor: AnchorRecord) => void;
  readonly at: (size: number) => AnchorRecord | null;
  /** The first confirmed head that covers an index. */
  readonly covering: (index: number) => AnchorRecord | null;
  readonly newest: () => AnchorRecord | null;
  /** Takes back what the chain no longer holds. */
  readonly unconfirmAbove: (size: number) => void;
};

const COLUMNS = 'size, root, batch, tx AS "transaction", confirmed';

/** Opens the anchor table. */
export function openAnchorJournal(journal: Journal): AnchorJournal {
  journal.migrate('anchors', [
    `CREATE TABLE anchors (
       size INTEGER PRIMARY KEY, root TEXT NOT NULL, batch TEXT NOT NULL, tx TEXT, confirmed INTEGER NOT NULL)`,
  ]);
  const { database } = journal;
  const save = database.prepare('INSERT OR REPLACE INTO anchors VALUES (?, ?, ?, ?, ?)');
  const at = database.prepare(`SELECT ${COLUMNS} FROM anchors WHERE size = ?`);
  const covering = database.prepare(
    `SELECT ${COLUMNS} FROM anchors WHERE size > ? AND confirmed = 1 ORDER BY size LIMIT 1`,
  );
  const newest = database.prepare(`SELECT ${COLUMNS} FROM anchors WHERE confirmed = 1 ORDER BY size DESC LIMIT 1`);
  const unconfirm = database.prepare('UPDATE anchors SET confirmed = 0, tx = NULL WHERE size > ?');
  return {
    save: (it) => void save.run(it.size, it.root, it.batch, it.transaction, it.confirmed ? 1 : 0),
    at: (size) => toRecord(at.get(size)),
    covering: (index) => toRecord(covering.get(index)),
    newest: () => toRecord(newest.get()),
    unconfirmAbove: (size) => void unconfirm.run(size),
  };
}

function toRecord(row: unknown): AnchorRecord | null {
  if (!row) return null;
  const record = row as Omit<AnchorRecord, 'confirmed'> & { confirmed: number };
  return { ...record, confirmed: record.confirmed === 1 };
}
