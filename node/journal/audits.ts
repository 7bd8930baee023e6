import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** One audit of another operator's epoch by this node. */
export type AuditRecord = {
  readonly operatorId: number;
  readonly epoch: number;
  /** The seed of the round; when verifiers fell silent the epoch is drawn anew, and a new audit takes this one's place. */
  readonly seed: Hex;
  /** Receipts in the epoch, receipts recomputed, and recomputations that differed. */
  readonly count: number;
  readonly checked: number;
  readonly failed: number;
  readonly verdictRoot: Hex;
  /** The salt of the commitment; it must outlive a crash, or the verdict can never be revealed. */
  readonly salt: Hex;
  readonly uri: string;
  readonly state: 'decided' | 'committed' | 'revealed' | 'closed';
};

/** A sealed epoch whose seed is drawn, so that it can be audited. */
export type DrawnSeed = { readonly operatorId: number; readonly epoch: number; readonly seed: Hex };

export type Audits = {
  readonly draw: (drawn: DrawnSeed, place: { readonly blockNumber: bigint; readonly logIndex: number }) => void;
  readonly undoDraws: (fromBlock: bigint) => void;
  /** What others drew last and this node has no final verdict on, oldest first. */
  readonly toAudit: (self: number) => readonly DrawnSeed[];
  readonly find: (operatorId: number, epoch: number) => AuditRecord | null;
  readonly save: (audit: AuditRecord) => Promise<void>;
  /** Audits whose verdict is not revealed yet. */
  readonly open: () => readonly AuditRecord[];
  /** What earlier epochs say about an operator: jobs sealed, and jobs passed since the last failure. */
  readonly history: (operatorId: number, beforeEpoch: number) => { readonly jobs: number; readonly good: number };
};

/** Opens the table of audits. */
export function openAudits(journal: Journal): Audits {
  journal.migrate('audits', [
    `CREATE TABLE audits (
       operator_id INTEGER NOT NULL, epoch INTEGER NOT NULL, count INTEGER NOT NULL, checked INTEGER NOT NULL,
       failed INTEGER NOT NULL, verdict_root TEXT NOT NULL, salt TEXT NOT NULL, uri TEXT NOT NULL, state TEXT NOT NULL,
       PRIMARY KEY (operator_id, epoch)
     ) STRICT`,
    `ALTER TABLE audits ADD COLUMN seed TEXT NOT NULL DEFAULT '0x'`,
    `CREATE TABLE drawn_seeds (
       operator_id INTEGER NOT NULL, epoch INTEGER NOT NULL, seed TEXT NOT NULL, block INTEGER NOT NULL,
       log_index INTEGER NOT NULL, PRIMARY KEY (operator_id, epoch, block, log_index)
     ) STRICT;
     CREATE INDEX drawn_seeds_by_block ON drawn_seeds (block)`,
  ]);
  const columns =
    'operator_id AS operatorId, epoch, count, checked, failed, verdict_root AS verdictRoot, salt, uri, state, seed';
  const { database } = journal;
  const find = database.prepare(`SELECT ${columns} FROM audits WHERE operator_id = ? AND epoch = ?`);
  const open = database.prepare(`SELECT ${columns} FROM audits WHERE state IN ('decided', 'committed') ORDER BY epoch`);
  const before = database.prepare(`SELECT ${columns} FROM audits WHERE operator_id = ? AND epoch < ? ORDER BY epoch`);
  const save = database.prepare('INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const draw = database.prepare('INSERT INTO drawn_seeds VALUES (?, ?, ?, ?, ?)');
  const undoDraws = database.prepare('DELETE FROM drawn_seeds WHERE block >= ?');
  const toAudit = database.prepare(
    `SELECT operator_id AS operatorId, epoch, seed FROM drawn_seeds d WHERE operator_id <> ?
       AND NOT EXISTS (SELECT 1 FROM drawn_seeds e WHERE e.operator_id = d.operator_id AND e.epoch = d.epoch
         AND (e.block, e.log_index) > (d.block, d.log_index))
       AND NOT EXISTS (SELECT 1 FROM audits a WHERE a.operator_id = d.operator_id AND a.epoch = d.epoch
         AND a.seed = d.seed AND a.state IN ('revealed', 'closed'))
     ORDER BY block, log_index`,
  );
  return {
    draw: ({ operatorId, epoch, seed }, { blockNumber, logIndex }) =>
      void draw.run(operatorId, epoch, seed, blockNumber, logIndex),
    undoDraws: (fromBlock) => void undoDraws.run(fromBlock),
    toAudit: (self) => toAudit.all(self) as DrawnSeed[],
    find: (operatorId, epoch) => (find.get(operatorId, epoch) as AuditRecord | undefined) ?? null,
    save: (it) =>
      journal.commit(
        () =>
          void save.run(
            it.operatorId,
            it.epoch,
            it.count,
            it.checked,
            it.failed,
            it.verdictRoot,
            it.salt,
            it.uri,
            it.state,
            it.seed,
          ),
      ),
    open: () => open.all() as AuditRecord[],
    history: (operatorId, beforeEpoch) => {
      let jobs = 0;
      let good = 0;
      for (const audit of before.all(operatorId, beforeEpoch) as AuditRecord[]) {
        jobs += audit.count;
        good = audit.failed > 0 ? 0 : good + audit.checked;
      }
      return { jobs, good };
    },
  };
}
