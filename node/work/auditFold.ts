import type { Hex } from 'viem';
import { keyOfEpoch, keyOfRun } from '../../protocol/work/auditKey.ts';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** What is audited: an operator's sealed epoch, or a run. */
export type AuditSubject = {
  readonly key: Hex;
  readonly operatorId: number;
  /** The epoch, or the run. */
  readonly number: number;
  readonly isRun: boolean;
  readonly seed: Hex;
};

/** A panel of verifiers, and its hours in Unix seconds: commitments end at the one, reveals at the other. */
type Panel = { readonly stage: number; readonly commitUntil: number; readonly revealUntil: number };

/** A seat of an operator in the present panel of an audit: the `index`-th, from 0, of so many. */
export type Seat = AuditSubject & Panel & { readonly index: number; readonly of: number };

/** An audit that somebody has to move on: one whose reveals are over, or one found clean that waits for its credit. */
export type OpenAudit = Pick<AuditSubject, 'key' | 'operatorId' | 'number' | 'isRun'> & {
  readonly revealUntil: number;
  readonly isClean: boolean;
};

/** What an operator sealed for an epoch, and the block of it. */
export type SealedWork = {
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly uri: string;
  readonly block: number;
};

/** Audits of sealed work, as far as the chain is followed. */
export type AuditBook = {
  readonly fold: Fold;
  readonly find: (key: Hex) => AuditSubject | null;
  /** Where verdicts lie that found a fault in an audit. */
  readonly faultLists: (key: Hex) => readonly string[];
  readonly sealOf: (operatorId: number, epoch: number) => SealedWork | null;
  /** Seats that an operator has in panels which are not over by what the chain decided, oldest first. */
  readonly seatsOf: (operatorId: number) => readonly Seat[];
  /** Audits that are neither settled, rejected nor void. */
  readonly open: () => readonly OpenAudit[];
  /**
   * Operators whose newest audited work was called false, in the first panel or for good, and that no panel has found clean
   * since.
   */
  readonly faulted: () => ReadonlySet<number>;
  /** Another number whenever rows came or went, since this process began. */
  readonly changes: () => number;
};

/** Stages as SpotCheck numbers them; later ones end an audit. */
const STAGE = { clean: 4, rejected: 5, settled: 6, void: 7 } as const;
/** Rows older than this are of audits that nobody waits for any more. */
const KEPT_BLOCKS = 2_000_000n;

type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** Opens the view of audits: a row for each draw, each panel and each end. */
export function openAuditBook(journal: Journal): AuditBook {
  journal.migrate('audit_book', [
    `CREATE TABLE sealed_work (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, operator_id INTEGER NOT NULL, epoch INTEGER NOT NULL,
       root TEXT NOT NULL, count INTEGER NOT NULL, units TEXT NOT NULL, uri TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX sealed_work_of ON sealed_work (operator_id, epoch);
     CREATE TABLE drawn_audits (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, key TEXT NOT NULL, operator_id INTEGER NOT NULL,
       number INTEGER NOT NULL, is_run INTEGER NOT NULL, seed TEXT NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX drawn_audits_of ON drawn_audits (key);
     CREATE TABLE audit_panels (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, key TEXT NOT NULL, stage INTEGER NOT NULL,
       verifiers TEXT NOT NULL, commit_until INTEGER NOT NULL, reveal_until INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX audit_panels_of ON audit_panels (key);
     CREATE TABLE found_faults (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, key TEXT NOT NULL, uri TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE audit_ends (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, key TEXT NOT NULL, stage INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX audit_ends_of ON audit_ends (key);
     CREATE TABLE voided_work (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, operator_id INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT`,
  ]);
  const { database } = journal;
  const tables = ['sealed_work', 'drawn_audits', 'audit_panels', 'found_faults', 'audit_ends', 'voided_work'];
  const addSeal = database.prepare('INSERT INTO sealed_work VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const addDraw = database.prepare('INSERT INTO drawn_audits VALUES (?, ?, ?, ?, ?, ?, ?)');
  const addPanel = database.prepare('INSERT INTO audit_panels VALUES (?, ?, ?, ?, ?, ?, ?)');
  const addFault = database.prepare('INSERT INTO found_faults VALUES (?, ?, ?, ?)');
  const addEnd = database.prepare('INSERT INTO audit_ends VALUES (?, ?, ?, ?)');
  const addVoid = database.prepare('INSERT INTO voided_work VALUES (?, ?, ?)');
  const forget = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE block < ?`));
  const drop = dropRows(journal, ...tables);
  const reads = prepareReads(journal);
  let known: { readonly changes: number; readonly operators: ReadonlySet<number> } | undefined;
  let changes = 0;
  const end = (key: Hex, stage: number, { blockNumber, logIndex }: Place) => {
    addEnd.run(blockNumber, logIndex, key, stage);
    changes += 1;
  };
  return {
    fold: {
      name: 'audits',
      version: 1,
      handlers: [
        on('receiptBook', 'Sealed', ({ args, blockNumber, logIndex }) => {
          const { operatorId, epoch, root, count, units, uri } = args;
          addSeal.run(blockNumber, logIndex, operatorId, epoch, root, count, String(units), uri);
        }),
        on('spotCheck', 'AuditDrawn', ({ args, blockNumber, logIndex }) => {
          for (const statement of forget) statement.run(blockNumber - KEPT_BLOCKS);
          const { key, operatorId, number, isRun, seed } = args;
          addDraw.run(blockNumber, logIndex, key, operatorId, number, Number(isRun), seed);
          changes += 1;
        }),
        on('spotCheck', 'PanelDrawn', ({ args, blockNumber, logIndex }) => {
          const { key, stage, verifiers, commitUntil, revealUntil } = args;
          addPanel.run(blockNumber, logIndex, key, stage, `[${verifiers.join()}]`, commitUntil, revealUntil);
          changes += 1;
        }),
        on('spotCheck', 'VerdictRevealed', ({ args, blockNumber, logIndex }) => {
          if (args.failed === 0) return;
          addFault.run(blockNumber, logIndex, args.key, args.uri);
          changes += 1;
        }),
        on('spotCheck', 'AuditDecided', (event) => end(event.args.key, event.args.stage, event)),
        on('spotCheck', 'FaultProven', (event) => end(event.args.key, STAGE.void, event)),
        on('spotCheck', 'EpochCredited', (event) => {
          end(keyOfEpoch(event.args.operatorId, event.args.epoch), STAGE.settled, event);
        }),
        on('spotCheck', 'RunVerified', (event) => end(keyOfRun(event.args.runId), STAGE.settled, event)),
        on('spotCheck', 'WorkVoided', ({ args, blockNumber, logIndex }) => {
          addVoid.run(blockNumber, logIndex, args.operatorId);
          changes += 1;
        }),
      ],
      undo: (from) => {
        drop(from);
        changes += 1;
      },
    },
    changes: () => changes,
    ...reads,
    faulted: () => {
      if (known?.changes !== changes) known = { changes, operators: reads.faulted() };
      return known.operators;
    },
  };
}

function prepareReads({ database }: Journal): Omit<AuditBook, 'fold' | 'changes'> {
  const subject = 'd.key, d.operator_id AS operatorId, d.number, d.is_run AS isRun, d.seed';
  /** A ruling voids what was sealed before it; an audit that was drawn later is of work that was sealed before, or after. */
  const isOver = `EXISTS (SELECT 1 FROM audit_ends e WHERE e.key = d.key AND e.stage > ${STAGE.clean})
    OR (d.is_run = 0 AND EXISTS (SELECT 1 FROM voided_work v WHERE v.operator_id = d.operator_id AND v.block >= d.block))`;
  const isClean = `EXISTS (SELECT 1 FROM audit_ends e WHERE e.key = d.key AND e.stage = ${STAGE.clean})`;
  const isNewest = `NOT EXISTS (SELECT 1 FROM audit_panels q WHERE q.key = p.key
    AND (q.block, q.log_index) > (p.block, p.log_index))`;
  const present = `FROM audit_panels p JOIN drawn_audits d ON d.key = p.key WHERE ${isNewest} AND NOT (${isOver})`;
  const find = database.prepare(`SELECT ${subject} FROM drawn_audits d WHERE d.key = ?`);
  const faults = database.prepare('SELECT uri FROM found_faults WHERE key = ? ORDER BY block, log_index');
  const seal = database.prepare(
    'SELECT root, count, units, uri, block FROM sealed_work WHERE operator_id = ? AND epoch = ?',
  );
  const seats = database.prepare(
    `SELECT ${subject}, p.stage, p.commit_until AS commitUntil, p.reveal_until AS revealUntil,
       (SELECT key FROM json_each(p.verifiers) WHERE value = :operator) AS "index", json_array_length(p.verifiers) AS "of"
       ${present} AND NOT ${isClean} AND "index" IS NOT NULL ORDER BY p.block, p.log_index`,
  );
  const ended = (...stages: readonly number[]) =>
    `EXISTS (SELECT 1 FROM audit_ends e WHERE e.key = d.key AND e.stage IN (${stages.join()}))`;
  const isFault = `${ended(STAGE.void)} OR (NOT ${isClean} AND (${ended(STAGE.rejected)}
    OR EXISTS (SELECT 1 FROM found_faults f WHERE f.key = d.key)))`;
  const faulted = database.prepare(
    `SELECT d.operator_id AS operatorId FROM drawn_audits d WHERE d.is_run = 0 GROUP BY d.operator_id
       HAVING MAX(CASE WHEN ${isFault} THEN d.number ELSE -1 END) > MAX(CASE WHEN ${isClean} AND NOT ${ended(STAGE.void)} THEN d.number ELSE -1 END)`,
  );
  const open = database.prepare(
    `SELECT d.key, d.operator_id AS operatorId, d.number, d.is_run AS isRun, p.reveal_until AS revealUntil,
       ${isClean} AS isClean ${present} ORDER BY p.block, p.log_index`,
  );
  const toSubject = <T>(row: T): T => ({ ...row, isRun: (row as { isRun: unknown }).isRun === 1 });
  return {
    find: (key) => {
      const row = find.get(key) as AuditSubject | undefined;
      return row ? toSubject(row) : null;
    },
    faultLists: (key) => (faults.all(key) as { uri: string }[]).map(({ uri }) => uri),
    sealOf: (operatorId, epoch) => {
      const row = seal.get(operatorId, epoch) as (Omit<SealedWork, 'units'> & { units: string }) | undefined;
      return row ? { ...row, units: BigInt(row.units) } : null;
    },
    seatsOf: (operatorId) => (seats.all({ operator: operatorId }) as unknown as Seat[]).map(toSubject),
    faulted: () => new Set((faulted.all() as { operatorId: number }[]).map(({ operatorId }) => operatorId)),
    open: () =>
      (open.all() as unknown as OpenAudit[]).map((row) => ({
        ...toSubject(row),
        isClean: (row.isClean as unknown) === 1,
      })),
  };
}
