import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** What the chain holds of one operator's work, as far as it is followed. */
export type OwnWork = {
  readonly fold: Fold;
  readonly sealOf: (epoch: number) => { readonly root: Hex; readonly block: number } | null;
  readonly isDrawn: (epoch: number) => boolean;
  /** Epochs with a verdict and without credit; a state is another as soon as something happens to its epoch. */
  readonly uncredited: () => readonly { readonly epoch: number; readonly state: string }[];
  /** Another number whenever rows came or went, since this process began. */
  readonly changes: () => number;
};

type Told = {
  readonly args: { readonly operatorId: bigint; readonly epoch: bigint; readonly root?: Hex };
  readonly blockNumber: bigint;
  readonly logIndex: number;
};

/** Opens the view of one operator's epochs: a row for each seal, draw, verdict and credit. */
export function openOwnWork(journal: Journal, operatorId: bigint): OwnWork {
  journal.migrate('own_work', [
    `CREATE TABLE own_work (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, epoch INTEGER NOT NULL, step TEXT NOT NULL, root TEXT,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX own_work_of ON own_work (epoch, step)`,
  ]);
  const { database } = journal;
  const insert = database.prepare('INSERT INTO own_work VALUES (?, ?, ?, ?, ?)');
  const seal = database.prepare("SELECT root, block FROM own_work WHERE epoch = ? AND step = 'sealed'");
  const drawn = database.prepare("SELECT 1 FROM own_work WHERE epoch = ? AND step = 'drawn'");
  const uncredited = database.prepare(
    `SELECT epoch, COUNT(*) AS steps FROM own_work GROUP BY epoch
     HAVING SUM(step = 'revealed') > 0 AND SUM(step = 'credited') = 0 ORDER BY epoch`,
  );
  const drop = dropRows(journal, 'own_work');
  let changes = 0;
  let undone = 0;
  const record =
    (step: 'sealed' | 'drawn' | 'revealed' | 'credited') =>
    ({ args, blockNumber, logIndex }: Told) => {
      if (args.operatorId !== operatorId) return;
      insert.run(blockNumber, logIndex, args.epoch, step, args.root ?? null);
      changes += 1;
    };
  return {
    fold: {
      // Rows of one operator are not those of another, so another number has them made anew.
      name: `work of operator ${operatorId}`,
      version: 1,
      handlers: [
        on('receiptBook', 'Sealed', record('sealed')),
        on('spotCheck', 'SeedDrawn', record('drawn')),
        on('spotCheck', 'VerdictRevealed', record('revealed')),
        on('spotCheck', 'EpochCredited', record('credited')),
      ],
      undo: (from) => {
        drop(from);
        undone += 1;
        changes += 1;
      },
    },
    sealOf: (epoch) => (seal.get(epoch) as { root: Hex; block: number } | undefined) ?? null,
    isDrawn: (epoch) => drawn.get(epoch) !== undefined,
    uncredited: () =>
      (uncredited.all() as { epoch: number; steps: number }[]).map(({ epoch, steps }) => ({
        epoch,
        state: `${undone} ${steps}`,
      })),
    changes: () => changes,
  };
}
