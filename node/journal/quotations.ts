import type { Address, Hex } from 'viem';
import type { OnTrouble } from '../trouble.ts';
import type { Journal } from './journal.ts';

/** A passage that was quoted to somebody who asked through a gate; `asker` is the gate's tag of them. */
export type Quoted = {
  readonly deposit: string;
  readonly gate: Address;
  readonly asker: Hex;
  readonly start: number;
  /** UTF-16 units. */
  readonly size: number;
};

/** What was quoted on one day, so that a restart gives nobody a new budget. */
export type QuotationBook = {
  /** What was quoted on a day, in order; days before it are dropped. */
  readonly turnTo: (day: number) => readonly Quoted[];
  /** Notes a quotation. It is on disk before anything that is written after it: so before the receipt of its answer. */
  readonly add: (day: number, quoted: Quoted) => void;
};

/** Opens the table of quotations. */
export function openQuotations(journal: Journal, onTrouble: OnTrouble): QuotationBook {
  journal.migrate('quotations', [
    `CREATE TABLE quotations (
       day INTEGER NOT NULL, deposit TEXT NOT NULL, gate TEXT NOT NULL, asker TEXT NOT NULL, start INTEGER NOT NULL,
       size INTEGER NOT NULL) STRICT;
     CREATE INDEX quotations_of ON quotations (day)`,
  ]);
  const { database } = journal;
  const drop = database.prepare('DELETE FROM quotations WHERE day < ?');
  const all = database.prepare('SELECT deposit, gate, asker, start, size FROM quotations WHERE day = ? ORDER BY rowid');
  const insert = database.prepare('INSERT INTO quotations VALUES (?, ?, ?, ?, ?, ?)');
  return {
    turnTo: (day) => {
      drop.run(day);
      return all.all(day) as unknown as readonly Quoted[];
    },
    add: (day, { deposit, gate, asker, start, size }) => {
      journal
        .commit(() => void insert.run(day, deposit, gate, asker, start, size))
        .catch((cause: unknown) => onTrouble({ message: 'a quotation was not noted', cause }));
    },
  };
}
