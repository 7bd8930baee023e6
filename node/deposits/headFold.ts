import type { Hash, Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** A head of an operator's deposit log, as the chain holds it. */
export type AnchoredHead = {
  /** The block that holds it. */
  readonly block: number;
  readonly logId: number;
  readonly size: number;
  readonly root: Hex;
  /** Root of the head before, zero for the first. */
  readonly previous: Hex;
  readonly uri: string;
  readonly transaction: Hash;
};

/** Every head that was anchored, as far as the chain is followed. */
export type AnchoredHeads = {
  readonly fold: Fold;
  readonly logIds: () => readonly number[];
  /** Heads of a log that are larger than a size, smallest first. */
  readonly of: (logId: number, above?: number) => readonly AnchoredHead[];
  readonly newest: (logId: number) => AnchoredHead | null;
  /** The head of a log at exactly this size. */
  readonly at: (logId: number, size: number) => AnchoredHead | null;
  /** The smallest head of a log that covers an index. */
  readonly covering: (logId: number, index: number) => AnchoredHead | null;
  /** All heads up to a block, oldest first. */
  readonly upTo: (block: bigint) => readonly AnchoredHead[];
};

/** Opens the view of anchored heads: a row for each, and a log's largest is the one in force. */
export function openAnchoredHeads(journal: Journal): AnchoredHeads {
  journal.migrate('anchored_heads', [
    `CREATE TABLE anchored_heads (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, log_id INTEGER NOT NULL, size INTEGER NOT NULL,
       root TEXT NOT NULL, previous TEXT NOT NULL, uri TEXT NOT NULL, tx TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE UNIQUE INDEX anchored_heads_of ON anchored_heads (log_id, size)`,
  ]);
  const { database } = journal;
  const columns = 'log_id AS logId, size, root, previous, uri, tx AS "transaction", block';
  const select = (rest: string) => database.prepare(`SELECT ${columns} FROM anchored_heads ${rest}`);
  const save = database.prepare('INSERT INTO anchored_heads VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const logIds = database.prepare('SELECT DISTINCT log_id AS logId FROM anchored_heads ORDER BY log_id');
  const of = select('WHERE log_id = ? AND size > ? ORDER BY size');
  const newest = select('WHERE log_id = ? ORDER BY size DESC LIMIT 1');
  const at = select('WHERE log_id = ? AND size = ?');
  const covering = select('WHERE log_id = ? AND size > ? ORDER BY size LIMIT 1');
  const upTo = select('WHERE block <= ? ORDER BY block, log_index');
  return {
    fold: {
      name: 'heads',
      version: 1,
      handlers: [
        on('depositLog', 'Anchored', ({ args, blockNumber, logIndex, transactionHash }) => {
          // An operator may name any size up to 2^64; one that cannot be counted has no leaves to read, and stops no one.
          if (!Number.isSafeInteger(Number(args.size))) return;
          save.run(blockNumber, logIndex, args.logId, args.size, args.root, args.previous, args.uri, transactionHash);
        }),
      ],
      undo: dropRows(journal, 'anchored_heads'),
    },
    logIds: () => logIds.all().map(({ logId }) => Number(logId)),
    of: (logId, above = 0) => of.all(logId, above) as AnchoredHead[],
    newest: (logId) => (newest.get(logId) as AnchoredHead | undefined) ?? null,
    at: (logId, size) => (at.get(logId, size) as AnchoredHead | undefined) ?? null,
    covering: (logId, index) => (covering.get(logId, index) as AnchoredHead | undefined) ?? null,
    upTo: (block) => upTo.all(block) as AnchoredHead[],
  };
}
