import type { Hex } from 'viem';
import type { WireReceipt } from '../../protocol/messages/ask.ts';
import type { Journal } from './journal.ts';

/** A receipt that an expert gave to this gate, checked. It holds hashes only, no question and no answer. */
type Witness = { readonly receipt: WireReceipt; readonly signature: Hex };

export type Witnesses = {
  readonly record: (witness: Witness) => Promise<void>;
  readonly find: (jobId: string) => Witness | null;
};

/** Opens the table of receipts that this gate has seen. */
export function openWitnesses(journal: Journal): Witnesses {
  journal.migrate('witnesses', [
    'CREATE TABLE witnesses (job_id TEXT PRIMARY KEY, receipt TEXT NOT NULL, signature TEXT NOT NULL) STRICT',
  ]);
  const insert = journal.database.prepare('INSERT OR IGNORE INTO witnesses VALUES (?, ?, ?)');
  const select = journal.database.prepare('SELECT receipt, signature FROM witnesses WHERE job_id = ?');
  return {
    record: ({ receipt, signature }) =>
      journal.commit(() => void insert.run(receipt.jobId, JSON.stringify(receipt), signature)),
    find: (jobId) => {
      const row = select.get(jobId) as { receipt: string; signature: Hex } | undefined;
      return row ? { receipt: JSON.parse(row.receipt) as WireReceipt, signature: row.signature } : null;
    },
  };
}
