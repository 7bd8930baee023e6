import type { Address, Hex } from 'viem';
import type { WireReceipt } from '../../protocol/messages/ask.ts';
import type { Journal } from './journal.ts';

/** A receipt that an expert gave to this gate, checked. It holds hashes only, no question and no answer. */
type Witness = { readonly receipt: WireReceipt; readonly signature: Hex };

/** What opens a job to verifiers: the salt in its id, and dag-cbor of its input. Kept for jobs whose asker agreed only. */
type Opening = { readonly salt: Hex; readonly input: Uint8Array };

export type Witnesses = {
  readonly record: (witness: Witness, opening: Opening | null) => Promise<void>;
  readonly find: (jobId: string) => Witness | null;
  readonly opening: (jobId: string) => Opening | null;
  /** Epochs in which operators' accounts answered what was opened, as long as openings are kept. */
  readonly openedEpochs: () => readonly { readonly operator: Address; readonly epoch: number }[];
  /** Tells whether the input of an opened job names a deposit. */
  readonly names: (deposit: string) => boolean;
  /** Drops the openings whose input names a deposit, which may quote it. */
  readonly forgetQuotes: (deposit: string) => void;
  /** Drops the openings of epochs before this one; receipts stay. */
  readonly forgetOpenings: (epoch: number) => void;
  /** Drops so many receipts of epochs before this one at most, and says how many. */
  readonly prune: (epoch: number, most: number) => Promise<number>;
};

/** Opens the table of receipts that this gate has seen. */
export function openWitnesses(journal: Journal): Witnesses {
  journal.migrate('witnesses', [
    'CREATE TABLE witnesses (job_id TEXT PRIMARY KEY, receipt TEXT NOT NULL, signature TEXT NOT NULL) STRICT',
    `CREATE TABLE openings (job_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, salt TEXT NOT NULL, input BLOB NOT NULL) STRICT;
     CREATE INDEX openings_of ON openings (epoch)`,
    `ALTER TABLE witnesses ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
     UPDATE witnesses SET epoch = CAST(receipt ->> 'epoch' AS INTEGER);
     CREATE INDEX witnesses_of ON witnesses (epoch)`,
    'CREATE TABLE opened_epochs (operator TEXT NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (operator, epoch)) STRICT',
  ]);
  const { database } = journal;
  const insert = database.prepare('INSERT OR IGNORE INTO witnesses VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT receipt, signature FROM witnesses WHERE job_id = ?');
  const open = database.prepare('INSERT OR IGNORE INTO openings VALUES (?, ?, ?, ?)');
  const opening = database.prepare('SELECT salt, input FROM openings WHERE job_id = ?');
  const named = database.prepare('SELECT 1 FROM openings WHERE instr(input, ?) > 0 LIMIT 1');
  const forgetNamed = database.prepare('DELETE FROM openings WHERE instr(input, ?) > 0');
  const forget = database.prepare('DELETE FROM openings WHERE epoch < ?');
  const noteEpoch = database.prepare('INSERT OR IGNORE INTO opened_epochs VALUES (?, ?)');
  const openedEpochs = database.prepare('SELECT operator, epoch FROM opened_epochs');
  const forgetEpochs = database.prepare('DELETE FROM opened_epochs WHERE epoch < ?');
  const prune = database.prepare(
    'DELETE FROM witnesses WHERE rowid IN (SELECT rowid FROM witnesses WHERE epoch < ? ORDER BY epoch LIMIT ?)',
  );
  return {
    record: ({ receipt, signature }, opened) =>
      journal.commit(() => {
        const epoch = Number(receipt.epoch);
        insert.run(receipt.jobId, JSON.stringify(receipt), signature, epoch);
        if (!opened) return;
        open.run(receipt.jobId, epoch, opened.salt, opened.input);
        noteEpoch.run(receipt.operator, epoch);
      }),
    find: (jobId) => {
      const row = select.get(jobId) as { receipt: string; signature: Hex } | undefined;
      return row ? { receipt: JSON.parse(row.receipt) as WireReceipt, signature: row.signature } : null;
    },
    opening: (jobId) => (opening.get(jobId) as Opening | undefined) ?? null,
    names: (deposit) => named.get(Buffer.from(deposit)) !== undefined,
    forgetQuotes: (deposit) => void forgetNamed.run(Buffer.from(deposit)),
    openedEpochs: () => openedEpochs.all() as unknown as readonly { operator: Address; epoch: number }[],
    forgetOpenings: (epoch) => {
      forget.run(epoch);
      forgetEpochs.run(epoch);
    },
    prune: (epoch, most) => journal.commit(() => Number(prune.run(epoch, most).changes)),
  };
}
