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

export type Audits = {
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
  ]);
  const columns =
    'operator_id AS operatorId, epoch, count, checked, failed, verdict_root AS verdictRoot, salt, uri, state, seed';
  const { database } = journal;
  const find = database.prepare(`SELECT ${columns} FROM audits WHERE operator_id = ? AND epoch = ?`);
  const open = database.prepare(`SELECT ${columns} FROM audits WHERE state IN ('decided', 'committed') ORDER BY epoch`);
  const before = database.prepare(`SELECT ${columns} FROM audits WHERE operator_id = ? AND epoch < ? ORDER BY epoch`);
  const save = database.prepare('INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return {
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
