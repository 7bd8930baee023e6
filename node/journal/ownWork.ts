import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** Something that happened on chain to one of this operator's epochs. */
export type WorkStep = {
  readonly epoch: bigint;
  readonly step: 'sealed' | 'drawn' | 'revealed' | 'credited';
  /** The root of a seal. */
  readonly root?: Hex;
  readonly blockNumber: bigint;
  readonly logIndex: number;
};

/** What the chain holds of this operator's work. */
export type OwnWork = {
  readonly record: (step: WorkStep) => void;
  readonly undo: (fromBlock: bigint) => void;
  readonly sealOf: (epoch: number) => { readonly root: Hex; readonly block: number } | null;
  readonly isDrawn: (epoch: number) => boolean;
  /** Epochs with a verdict and without credit; a state is another as soon as something happens to its epoch. */
  readonly uncredited: () => readonly { readonly epoch: number; readonly state: string }[];
  /** The block of the last credit; null before the first. */
  readonly creditedAt: () => number | null;
  /** Another number whenever rows came or went, since this process began. */
  readonly changes: () => number;
};

/** Opens the table of what happened on chain to this operator's epochs. */
export function openOwnWork(journal: Journal): OwnWork {
  journal.migrate('own work', [
    `CREATE TABLE own_work (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, epoch INTEGER NOT NULL, step TEXT NOT NULL, root TEXT,
       PRIMARY KEY (block, log_index)
     ) STRICT;
     CREATE INDEX own_work_of_epoch ON own_work (epoch, step)`,
  ]);
  const { database } = journal;
  const insert = database.prepare('INSERT INTO own_work VALUES (?, ?, ?, ?, ?)');
  const undo = database.prepare('DELETE FROM own_work WHERE block >= ?');
  const seal = database.prepare("SELECT root, block FROM own_work WHERE epoch = ? AND step = 'sealed'");
  const drawn = database.prepare("SELECT 1 FROM own_work WHERE epoch = ? AND step = 'drawn'");
  const uncredited = database.prepare(
    `SELECT epoch, COUNT(*) AS steps FROM own_work GROUP BY epoch
     HAVING SUM(step = 'revealed') > 0 AND SUM(step = 'credited') = 0 ORDER BY epoch`,
  );
  const credited = database.prepare("SELECT MAX(block) AS block FROM own_work WHERE step = 'credited'");
  let changes = 0;
  let undone = 0;
  return {
    record: ({ epoch, step, root = null, blockNumber, logIndex }) => {
      insert.run(blockNumber, logIndex, epoch, step, root);
      changes += 1;
    },
    undo: (fromBlock) => {
      undo.run(fromBlock);
      undone += 1;
      changes += 1;
    },
    sealOf: (epoch) => (seal.get(epoch) as { root: Hex; block: number } | undefined) ?? null,
    isDrawn: (epoch) => drawn.get(epoch) !== undefined,
    uncredited: () =>
      (uncredited.all() as { epoch: number; steps: number }[]).map(({ epoch, steps }) => ({
        epoch,
        state: `${undone} ${steps}`,
      })),
    creditedAt: () => (credited.get() as { block: number | null }).block,
    changes: () => changes,
  };
}
