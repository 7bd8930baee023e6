import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** What the chain holds of one operator's work, as far as it is followed. */
export type OwnWork = {
  readonly fold: Fold;
  readonly sealOf: (epoch: number) => { readonly root: Hex; readonly block: number } | null;
  readonly isDrawn: (epoch: number) => boolean;
  /** Another number whenever rows came or went, since this process began. */
  readonly changes: () => number;
};

type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** Opens the view of one operator's epochs: a row for each seal and draw; credits and debits are news without a row. */
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
  const drop = dropRows(journal, 'own_work');
  let changes = 0;
  const record = (step: 'sealed' | 'drawn', epoch: bigint, root: Hex | null, { blockNumber, logIndex }: Place) => {
    insert.run(blockNumber, logIndex, epoch, step, root);
    changes += 1;
  };
  const isOwn = (event: { readonly args: { readonly operatorId: bigint } }) => event.args.operatorId === operatorId;
  const hear = (event: { readonly args: { readonly operatorId: bigint } }) => {
    if (isOwn(event)) changes += 1;
  };
  return {
    fold: {
      // Rows of one operator are not those of another, so another number has them made anew.
      name: `work of operator ${operatorId}`,
      version: 2,
      handlers: [
        on('receiptBook', 'Sealed', (event) => {
          if (isOwn(event)) record('sealed', event.args.epoch, event.args.root, event);
        }),
        on('spotCheck', 'AuditDrawn', (event) => {
          if (isOwn(event) && !event.args.isRun) record('drawn', event.args.number, null, event);
        }),
        on('workLedger', 'WorkCredited', hear),
        on('workLedger', 'WorkDebited', hear),
      ],
      undo: (from) => {
        drop(from);
        changes += 1;
      },
    },
    sealOf: (epoch) => (seal.get(epoch) as { root: Hex; block: number } | undefined) ?? null,
    isDrawn: (epoch) => drawn.get(epoch) !== undefined,
    changes: () => changes,
  };
}
