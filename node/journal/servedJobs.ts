import type { Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { WireReceipt } from '../../protocol/messages/ask.ts';
import type { Journal } from './journal.ts';

/** One job that this node answered. Input and output are kept only when the client lets verifiers see them. */
type ServedJob = {
  readonly receipt: WireReceipt;
  readonly signature: Hex;
  readonly manifest: string;
  /** dag-cbor of the JobInput and of the JobOutput. */
  readonly input: Uint8Array | null;
  readonly output: Uint8Array | null;
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
  readonly epoch: (epoch: number) => SealedEpoch | null;
  readonly awaitingDraw: () => readonly SealedEpoch[];
  /** Inserts an epoch or moves it on; from the first call on it takes no more jobs. */
  readonly setEpoch: (sealed: SealedEpoch) => void;
  /** Drops inputs and outputs of epochs before `epoch`; receipts stay. */
  readonly forgetInputs: (epoch: number) => void;
  /** Tells whether a kept input or output names a deposit. */
  readonly names: (deposit: string) => boolean;
  /** Drops inputs and outputs that name a deposit: whoever quotes says whom. */
  readonly forgetQuotes: (deposit: string) => void;
};

type Row = { receipt: string; signature: Hex; manifest: string; input: Uint8Array | null; output: Uint8Array | null };
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
    'CREATE INDEX kept_jobs ON served_jobs (epoch) WHERE input IS NOT NULL',
  ]);
  const { database } = journal;
  const job = database.prepare('SELECT * FROM served_jobs WHERE job_id = ?');
  const jobsOf = database.prepare('SELECT * FROM served_jobs WHERE epoch = ? ORDER BY position');
  const next = database.prepare('SELECT COALESCE(MAX(position) + 1, 0) AS next FROM served_jobs WHERE epoch = ?');
  const insert = database.prepare('INSERT INTO served_jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const forget = database.prepare(
    'UPDATE served_jobs SET input = NULL, output = NULL WHERE epoch < ? AND input IS NOT NULL',
  );
  const naming = 'WHERE input IS NOT NULL AND (instr(input, ?1) > 0 OR instr(output, ?1) > 0)';
  const named = database.prepare(`SELECT 1 FROM served_jobs ${naming} LIMIT 1`);
  const forgetNamed = database.prepare(`UPDATE served_jobs SET input = NULL, output = NULL ${naming}`);
  const unsealed = database.prepare(
    `SELECT DISTINCT epoch FROM served_jobs WHERE epoch < ?
     AND epoch NOT IN (SELECT epoch FROM sealed_epochs WHERE state <> 'sealing') ORDER BY epoch`,
  );
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
    record: ({ receipt, signature, manifest, input, output }) =>
      journal.commit(() => {
        const epoch = Number(receipt.epoch);
        assertOpen(epoch);
        const index = Number(receipt.index);
        insert.run(receipt.jobId, epoch, index, JSON.stringify(receipt), signature, manifest, input, output);
      }),
    unsealed: (epoch) => (unsealed.all(epoch) as { epoch: number }[]).map((row) => row.epoch),
    jobsOf: (epoch) => (jobsOf.all(epoch) as Row[]).map(toJob),
    epoch: (epoch) => {
      const row = epochRow.get(epoch);
      return row ? toEpoch(row as EpochRow) : null;
    },
    awaitingDraw: () => (awaiting.all() as EpochRow[]).map(toEpoch),
    setEpoch: ({ epoch, root, count, units, uri, block, state }) =>
      void replace.run(epoch, root, count, units.toString(), uri, block, state),
    forgetInputs: (epoch) => void forget.run(epoch),
    names: (deposit) => named.get(Buffer.from(deposit)) !== undefined,
    forgetQuotes: (deposit) => void forgetNamed.run(Buffer.from(deposit)),
  };
}

function toJob({ receipt, signature, manifest, input, output }: Row): ServedJob {
  return { receipt: JSON.parse(receipt) as WireReceipt, signature, manifest, input, output };
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
