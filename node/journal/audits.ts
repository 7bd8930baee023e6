import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** This node's verdict in one panel of one audit. */
export type AuditRecord = {
  /** The audit, and the panel: FIRST, REPLACED or LARGE as the contract numbers them. */
  readonly key: Hex;
  readonly stage: number;
  readonly operatorId: number;
  /** The epoch, or the run. */
  readonly number: number;
  readonly isRun: boolean;
  /** Receipts in the epoch, receipts recomputed, and recomputations that differed. */
  readonly count: number;
  readonly checked: number;
  readonly failed: number;
  readonly verdictRoot: Hex;
  /** The salt of the commitment; it must outlive a crash, or the verdict can never be revealed. */
  readonly salt: Hex;
  readonly uri: string;
  /** `missed`: the hours were over before the step could be taken. */
  readonly state: 'decided' | 'committed' | 'revealed' | 'missed';
};

export type Audits = {
  readonly find: (key: Hex, stage: number) => AuditRecord | null;
  /** The newest verdict on an audit in any of its panels: what was found once is not looked for again. */
  readonly findAny: (key: Hex) => AuditRecord | null;
  readonly save: (audit: AuditRecord) => Promise<void>;
  /** Verdicts that are not revealed yet. */
  readonly open: () => readonly AuditRecord[];
  /** What earlier epochs say about an operator: jobs sealed, and jobs passed since the last failure. */
  readonly history: (operatorId: number, beforeEpoch: number) => { readonly jobs: number; readonly good: number };
};

/** Opens the table of verdicts. */
export function openAudits(journal: Journal): Audits {
  journal.migrate('audits', [
    'CREATE TABLE audits (key TEXT) STRICT',
    'SELECT 1',
    `DROP TABLE audits;
     CREATE TABLE audits (
       key TEXT NOT NULL, stage INTEGER NOT NULL, operator_id INTEGER NOT NULL, number INTEGER NOT NULL,
       is_run INTEGER NOT NULL, count INTEGER NOT NULL, checked INTEGER NOT NULL, failed INTEGER NOT NULL,
       verdict_root TEXT NOT NULL, salt TEXT NOT NULL, uri TEXT NOT NULL, state TEXT NOT NULL,
       PRIMARY KEY (key, stage)) STRICT`,
  ]);
  const columns = `key, stage, operator_id AS operatorId, number, is_run AS isRun, count, checked, failed,
    verdict_root AS verdictRoot, salt, uri, state`;
  const { database } = journal;
  const find = database.prepare(`SELECT ${columns} FROM audits WHERE key = ? AND stage = ?`);
  const findAny = database.prepare(`SELECT ${columns} FROM audits WHERE key = ? ORDER BY stage DESC LIMIT 1`);
  const open = database.prepare(`SELECT ${columns} FROM audits WHERE state IN ('decided', 'committed') ORDER BY rowid`);
  const before = database.prepare(
    `SELECT ${columns} FROM audits WHERE operator_id = ? AND number < ? AND is_run = 0 ORDER BY number, stage`,
  );
  const save = database.prepare('INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const toRecord = (row: unknown): AuditRecord => ({
    ...(row as AuditRecord),
    isRun: (row as { isRun: number }).isRun === 1,
  });
  const toMaybe = (row: unknown) => (row ? toRecord(row) : null);
  return {
    find: (key, stage) => toMaybe(find.get(key, stage)),
    findAny: (key) => toMaybe(findAny.get(key)),
    save: (it) => {
      const { key, stage, operatorId, number, isRun, count, checked, failed, verdictRoot, salt, uri, state } = it;
      const facts = [operatorId, number, Number(isRun), count, checked, failed] as const;
      return journal.commit(() => void save.run(key, stage, ...facts, verdictRoot, salt, uri, state));
    },
    open: () => open.all().map(toRecord),
    history: (operatorId, beforeEpoch) => {
      const byEpoch = new Map(before.all(operatorId, beforeEpoch).map((row) => [toRecord(row).number, toRecord(row)]));
      let jobs = 0;
      let good = 0;
      for (const audit of byEpoch.values()) {
        jobs += audit.count;
        good = audit.failed > 0 ? 0 : good + audit.checked;
      }
      return { jobs, good };
    },
  };
}
