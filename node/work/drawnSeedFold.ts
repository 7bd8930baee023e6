import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import { openAudits } from '../journal/audits.ts';
import type { Journal } from '../journal/journal.ts';

/** A sealed epoch whose seed is drawn, so that it can be audited. */
export type DrawnSeed = { readonly operatorId: number; readonly epoch: number; readonly seed: Hex };

/** Seeds that were drawn lately, as far as the chain is followed. */
export type DrawnSeeds = {
  readonly fold: Fold;
  /** The newest seed of each epoch of others that has no final verdict of this node, oldest first. */
  readonly toAudit: (self: number) => readonly DrawnSeed[];
};

/** Blocks after which a seed is forgotten: nobody waits for a verdict on it any more. */
const KEPT_BLOCKS = 50_000n;

/** Opens the view of seeds, of which a verifier audits those that it did not judge yet. */
export function openDrawnSeeds(journal: Journal): DrawnSeeds {
  openAudits(journal);
  journal.migrate('drawn_seeds', [
    `CREATE TABLE drawn_seeds (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, operator_id INTEGER NOT NULL, epoch INTEGER NOT NULL,
       seed TEXT NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX drawn_seeds_of ON drawn_seeds (operator_id, epoch)`,
  ]);
  const { database } = journal;
  const insert = database.prepare('INSERT INTO drawn_seeds VALUES (?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM drawn_seeds WHERE block < ?');
  const toAudit = database.prepare(
    `SELECT operator_id AS operatorId, epoch, seed FROM drawn_seeds d WHERE operator_id <> ?
       AND NOT EXISTS (SELECT 1 FROM drawn_seeds e WHERE e.operator_id = d.operator_id AND e.epoch = d.epoch
         AND (e.block, e.log_index) > (d.block, d.log_index))
       AND NOT EXISTS (SELECT 1 FROM audits a WHERE a.operator_id = d.operator_id AND a.epoch = d.epoch
         AND a.seed = d.seed AND a.state IN ('revealed', 'closed'))
     ORDER BY block, log_index`,
  );
  return {
    fold: {
      name: 'drawn seeds',
      version: 1,
      handlers: [
        on('spotCheck', 'SeedDrawn', ({ args: { operatorId, epoch, seed }, blockNumber, logIndex }) => {
          forget.run(blockNumber - KEPT_BLOCKS);
          // An operator may seal any epoch up to 2^64; receipts are of none that cannot be counted.
          if (!Number.isSafeInteger(Number(epoch))) return;
          insert.run(blockNumber, logIndex, operatorId, epoch, seed);
        }),
      ],
      undo: dropRows(journal, 'drawn_seeds'),
    },
    toAudit: (self) => toAudit.all(self) as DrawnSeed[],
  };
}
