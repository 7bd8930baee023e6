import type { Address, Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { WireReceipt, Withheld } from '../../protocol/messages/ask.ts';
import type { Journal } from './journal.ts';

/** One job that this node answered: what proves it. What was asked and answered is not kept here. */
type ServedJob = {
  readonly receipt: WireReceipt;
  readonly signature: Hex;
  readonly manifest: string;
  /** The gate's signature of the order. */
  readonly order: Hex;
  /** What the hash of the output is salted with. */
  readonly outputSalt: Hex;
  /** Passages that the answer left out; it cannot be recomputed without them. */
  readonly withheld: Withheld;
};

/** One epoch whose jobs are fixed; `sealing` until the chain holds its root, `drawn` once its seed is drawn. */
export type SealedEpoch = {
  readonly epoch: number;
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly uri: string;
  /** The block of the seal; null until it is known, and when the chain holds a seal that is not of these receipts. */
  readonly block: number | null;
  readonly state: 'sealing' | 'sealed' | 'drawn';
};

/** The node's own record of what it answered and sealed. */
export type ServedJobs = {
  readonly has: (jobId: Hex) => boolean;
  readonly find: (jobId: Hex) => ServedJob | null;
  /** The index that the next receipt of an epoch takes. @throws EpochSealedError */
  readonly nextIndex: (epoch: number) => number;
  /** Stores a job; it is on disk when this resolves. @throws EpochSealedError when its epoch was fixed in the meantime */
  readonly record: (job: ServedJob) => Promise<void>;
  /** Epochs before `epoch` that hold jobs and are not sealed on chain yet. */
  readonly unsealed: (epoch: number) => readonly number[];
  readonly jobsOf: (epoch: number) => readonly ServedJob[];
  readonly jobAt: (epoch: number, index: number) => ServedJob | null;
  readonly epoch: (epoch: number) => SealedEpoch | null;
  readonly awaitingDraw: () => readonly SealedEpoch[];
  /** Inserts an epoch or moves it on; from the first call on it takes no more jobs. */
  readonly setEpoch: (sealed: SealedEpoch) => void;
  /** Keeps a verifier's own result for a job; false when it gave another one before. */
  readonly keepResult: (result: { jobId: Hex; verifier: Address; result: Hex; signature: Hex }) => Promise<boolean>;
  /** Drops so many jobs at most of drawn epochs before this one, with what verifiers found of them, and says how many. */
  readonly prune: (epoch: number, most: number) => Promise<number>;
};

type Row = { receipt: string; signature: Hex; manifest: string; order_signature: Hex; salt: Hex; withheld: string };
type EpochRow = Omit<SealedEpoch, 'units'> & { units: string };

/** Opens the tables of served jobs and sealed epochs. */
export function openServedJobs(journal: Journal): ServedJobs {
  journal.migrate('work', [
    `CREATE TABLE served_jobs (
       job_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL, receipt TEXT NOT NULL,
       signature TEXT NOT NULL, manifest TEXT NOT NULL, input BLOB, output BLOB, UNIQUE (epoch, position)
     ) STRICT;
     CREATE TABLE sealed_epochs (
       epoch INTEGER PRIMARY KEY, root TEXT NOT NULL, count INTEGER NOT NULL, units TEXT NOT NULL, uri TEXT NOT NULL,
       state TEXT NOT NULL
     ) STRICT`,
    'ALTER TABLE sealed_epochs ADD COLUMN block INTEGER',
    `ALTER TABLE served_jobs DROP COLUMN input; ALTER TABLE served_jobs DROP COLUMN output;
     ALTER TABLE served_jobs ADD COLUMN order_signature TEXT NOT NULL DEFAULT '0x';
     ALTER TABLE served_jobs ADD COLUMN salt TEXT NOT NULL DEFAULT '0x';
     ALTER TABLE served_jobs ADD COLUMN withheld TEXT NOT NULL DEFAULT '[]';
     CREATE TABLE audit_results (
       job_id TEXT NOT NULL, verifier TEXT NOT NULL, result TEXT NOT NULL, signature TEXT NOT NULL,
       PRIMARY KEY (job_id, verifier)) STRICT`,
  ]);
  const { database } = journal;
  const job = database.prepare('SELECT * FROM served_jobs WHERE job_id = ?');
  const jobsOf = database.prepare('SELECT * FROM served_jobs WHERE epoch = ? ORDER BY position');
  const jobAt = database.prepare('SELECT * FROM served_jobs WHERE epoch = ? AND position = ?');
  const next = database.prepare('SELECT COALESCE(MAX(position) + 1, 0) AS next FROM served_jobs WHERE epoch = ?');
  const insert = database.prepare('INSERT INTO served_jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addResult = database.prepare('INSERT OR IGNORE INTO audit_results VALUES (?, ?, ?, ?)');
  const findResult = database.prepare('SELECT result FROM audit_results WHERE job_id = ? AND verifier = ?');
  const unsealed = database.prepare(
    `SELECT DISTINCT epoch FROM served_jobs WHERE epoch < ?
     AND epoch NOT IN (SELECT epoch FROM sealed_epochs WHERE state <> 'sealing') ORDER BY epoch`,
  );
  const old = `SELECT job_id FROM served_jobs JOIN sealed_epochs USING (epoch)
    WHERE epoch < ? AND state = 'drawn' ORDER BY epoch, position LIMIT ?`;
  const pruneResults = database.prepare(`DELETE FROM audit_results WHERE job_id IN (${old})`);
  const prune = database.prepare(`DELETE FROM served_jobs WHERE job_id IN (${old})`);
  const epochRow = database.prepare('SELECT * FROM sealed_epochs WHERE epoch = ?');
  const awaiting = database.prepare(
    "SELECT * FROM sealed_epochs WHERE state = 'sealed' AND block IS NOT NULL ORDER BY epoch",
  );
  const replace = database.prepare(
    'INSERT OR REPLACE INTO sealed_epochs (epoch, root, count, units, uri, block, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const assertOpen = (epoch: number) => {
    if (epochRow.get(epoch)) throw new EpochSealedError(epoch);
  };

  return {
    has: (jobId) => job.get(jobId) !== undefined,
    find: (jobId) => {
      const row = job.get(jobId);
      return row ? toJob(row as Row) : null;
    },
    nextIndex: (epoch) => {
      assertOpen(epoch);
      return (next.get(epoch) as { next: number }).next;
    },
    record: ({ receipt, signature, manifest, order, outputSalt, withheld }) =>
      journal.commit(() => {
        const epoch = Number(receipt.epoch);
        assertOpen(epoch);
        const index = Number(receipt.index);
        const proofs = [signature, manifest, order, outputSalt, JSON.stringify(withheld)] as const;
        insert.run(receipt.jobId, epoch, index, JSON.stringify(receipt), ...proofs);
      }),
    unsealed: (epoch) => (unsealed.all(epoch) as { epoch: number }[]).map((row) => row.epoch),
    jobsOf: (epoch) => (jobsOf.all(epoch) as Row[]).map(toJob),
    jobAt: (epoch, index) => {
      const row = jobAt.get(epoch, index);
      return row ? toJob(row as Row) : null;
    },
    epoch: (epoch) => {
      const row = epochRow.get(epoch);
      return row ? toEpoch(row as EpochRow) : null;
    },
    awaitingDraw: () => (awaiting.all() as EpochRow[]).map(toEpoch),
    setEpoch: ({ epoch, root, count, units, uri, block, state }) =>
      void replace.run(epoch, root, count, units.toString(), uri, block, state),
    prune: (epoch, most) =>
      journal.commit(() => {
        pruneResults.run(epoch, most);
        return Number(prune.run(epoch, most).changes);
      }),
    keepResult: async ({ jobId, verifier, result, signature }) => {
      await journal.commit(() => void addResult.run(jobId, verifier, result, signature));
      return (findResult.get(jobId, verifier) as { result: Hex }).result === result;
    },
  };
}

function toJob({ receipt, signature, manifest, order_signature, salt, withheld }: Row): ServedJob {
  return {
    receipt: JSON.parse(receipt) as WireReceipt,
    ...{ signature, manifest, order: order_signature, outputSalt: salt },
    withheld: JSON.parse(withheld) as Withheld,
  };
}

function toEpoch(row: EpochRow): SealedEpoch {
  return { ...row, units: BigInt(row.units) };
}

export class EpochSealedError extends BaseError {
  override readonly name = 'EpochSealedError';
  override readonly kind = 'conflict';
  constructor(epoch: number) {
    super('The epoch takes no more receipts.', { values: { epoch }, hint: 'Issue the receipt in the current epoch.' });
  }
}
