import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** A training run that an operator said it would do. */
type ClaimedRun = { readonly runId: number; readonly operatorId: number; readonly policyId: number };

/** A training run as it was opened on chain. */
export type OpenedRun = ClaimedRun & {
  readonly baseModelId: number;
  readonly snapshotRoot: Hex;
  readonly consentRoot: Hex;
  readonly consentHead: Hex;
};

/** Training runs and the mixtures that they follow, as far as the chain is followed. */
export type TrainingRuns = {
  readonly fold: Fold;
  readonly find: (runId: number) => OpenedRun | null;
  /** Runs over one snapshot, oldest first. */
  readonly over: (snapshotRoot: Hex) => readonly OpenedRun[];
  /** Runs of a policy that were claimed, opened or not, oldest first. */
  readonly claimsOf: (policyId: number) => readonly ClaimedRun[];
  readonly seedOf: (runId: number) => Hex | null;
  /** The block in which the seed was drawn. */
  readonly seededAt: (runId: number) => number | null;
  /** The mixture in force; 0 before the first. */
  readonly currentPolicy: () => number;
};

/** Opens the view of runs: a row for each claim, each run, each step of a seed and each adopted mixture. */
export function openTrainingRuns(journal: Journal): TrainingRuns {
  journal.migrate('training_runs', [
    `CREATE TABLE opened_runs (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, run_id INTEGER NOT NULL, operator_id INTEGER NOT NULL,
       base_model_id INTEGER NOT NULL, policy_id INTEGER NOT NULL, snapshot_root TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE run_seeds (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, run_id INTEGER NOT NULL, seed_block INTEGER, seed TEXT,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE adopted_policies (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, policy_id INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT`,
    `ALTER TABLE run_seeds DROP COLUMN seed_block;
     ALTER TABLE opened_runs ADD COLUMN consent_root TEXT NOT NULL DEFAULT '0x';
     ALTER TABLE opened_runs ADD COLUMN consent_head TEXT NOT NULL DEFAULT '0x'`,
    `CREATE TABLE claimed_runs (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, run_id INTEGER NOT NULL, operator_id INTEGER NOT NULL,
       policy_id INTEGER NOT NULL, PRIMARY KEY (block, log_index)) STRICT`,
  ]);
  const { database } = journal;
  const NEWEST = 'ORDER BY block DESC, log_index DESC LIMIT 1';
  const claim = database.prepare('INSERT INTO claimed_runs VALUES (?, ?, ?, ?, ?)');
  const open = database.prepare('INSERT INTO opened_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const draw = database.prepare('INSERT INTO run_seeds VALUES (?, ?, ?, ?)');
  const adopt = database.prepare('INSERT INTO adopted_policies VALUES (?, ?, ?)');
  const columns = `run_id AS runId, operator_id AS operatorId, base_model_id AS baseModelId, policy_id AS policyId,
    snapshot_root AS snapshotRoot, consent_root AS consentRoot, consent_head AS consentHead`;
  const claims = database.prepare(
    `SELECT run_id AS runId, operator_id AS operatorId, policy_id AS policyId FROM claimed_runs WHERE policy_id = ?
     ORDER BY block, log_index`,
  );
  const find = database.prepare(`SELECT ${columns} FROM opened_runs WHERE run_id = ?`);
  const over = database.prepare(`SELECT ${columns} FROM opened_runs WHERE snapshot_root = ? ORDER BY block, log_index`);
  const seed = database.prepare('SELECT seed, block FROM run_seeds WHERE run_id = ?');
  const policy = database.prepare(`SELECT policy_id AS id FROM adopted_policies ${NEWEST}`);
  return {
    fold: {
      name: 'runs',
      version: 3,
      handlers: [
        on('modelRegistry', 'RunClaimed', ({ args, blockNumber, logIndex }) => {
          claim.run(blockNumber, logIndex, args.runId, args.operatorId, args.policyId);
        }),
        on('modelRegistry', 'RunOpened', ({ args, blockNumber, logIndex }) => {
          const { runId, operatorId, baseModelId, policyId, snapshotRoot, consentRoot, consentHead } = args;
          const roots = [snapshotRoot, consentRoot, consentHead] as const;
          open.run(blockNumber, logIndex, runId, operatorId, baseModelId, policyId, ...roots);
        }),
        on('modelRegistry', 'RunSeeded', ({ args, blockNumber, logIndex }) => {
          draw.run(blockNumber, logIndex, args.runId, args.seed);
        }),
        on('mixturePolicy', 'PolicyAdopted', ({ args, blockNumber, logIndex }) => {
          adopt.run(blockNumber, logIndex, args.policyId);
        }),
      ],
      undo: dropRows(journal, 'claimed_runs', 'opened_runs', 'run_seeds', 'adopted_policies'),
    },
    find: (runId) => (find.get(runId) as OpenedRun | undefined) ?? null,
    over: (snapshotRoot) => over.all(snapshotRoot.toLowerCase()) as OpenedRun[],
    claimsOf: (policyId) => claims.all(policyId) as ClaimedRun[],
    seedOf: (runId) => (seed.get(runId) as { seed: Hex } | undefined)?.seed ?? null,
    seededAt: (runId) => (seed.get(runId) as { block: number } | undefined)?.block ?? null,
    currentPolicy: () => (policy.get() as { id: number } | undefined)?.id ?? 0,
  };
}
