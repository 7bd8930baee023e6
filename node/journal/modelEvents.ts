import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** A training run as it was opened on chain. */
export type OpenedRun = {
  readonly runId: number;
  readonly operatorId: number;
  readonly baseModelId: number;
  readonly policyId: number;
  readonly snapshotRoot: Hex;
};

/** A model as it was registered; a base comes from no run and has no base of its own. */
export type RegisteredModel = {
  readonly modelId: number;
  readonly runId: number | null;
  readonly baseModelId: number | null;
  readonly weightsHash: Hex;
  readonly uri: string;
};

/** When the seed of a run may be drawn, or what was drawn. */
export type SeedStep =
  | { readonly runId: number; readonly seedBlock: bigint }
  | { readonly runId: number; readonly seed: Hex };

/** What the chain holds of runs, models and mixtures. */
export type ModelEvents = {
  readonly open: (run: OpenedRun, place: Place) => void;
  readonly seed: (step: SeedStep, place: Place) => void;
  readonly register: (model: RegisteredModel, place: Place) => void;
  readonly mark: (mark: { readonly modelId: number; readonly status: number }, place: Place) => void;
  readonly adopt: (policyId: number, place: Place) => void;
  readonly undo: (fromBlock: bigint) => void;
  /** Runs that an operator opened, oldest first. */
  readonly runsOf: (operatorId: number) => readonly OpenedRun[];
  readonly seedOf: (runId: number) => Hex | null;
  /** The block by whose hash the seed is drawn; 0n when there is no such run. */
  readonly seedBlockOf: (runId: number) => bigint;
  readonly baseOf: (weightsHash: Hex) => RegisteredModel | null;
  readonly adapterOf: (runId: number) => RegisteredModel | null;
  /** Adapters over the base with these weights that no ruling gave this status, newest first. */
  readonly adaptersOver: (weightsHash: Hex, options: { readonly without: number }) => readonly RegisteredModel[];
  /** The mixture in force; 0 before the first. */
  readonly currentPolicy: () => number;
};

const MODEL = 'model_id AS modelId, run_id AS runId, base_model_id AS baseModelId, weights_hash AS weightsHash, uri';
const AT = 'block INTEGER NOT NULL, log_index INTEGER NOT NULL, PRIMARY KEY (block, log_index)';

/** Opens the tables of runs, models and mixtures. */
export function openModelEvents(journal: Journal): ModelEvents {
  journal.migrate('model events', [
    `CREATE TABLE opened_runs (
       run_id INTEGER NOT NULL, operator_id INTEGER NOT NULL, base_model_id INTEGER NOT NULL, policy_id INTEGER NOT NULL,
       snapshot_root TEXT NOT NULL, ${AT}
     ) STRICT;
     CREATE TABLE run_seeds (run_id INTEGER NOT NULL, seed_block INTEGER, seed TEXT, ${AT}) STRICT;
     CREATE TABLE registered_models (
       model_id INTEGER NOT NULL, run_id INTEGER, base_model_id INTEGER, weights_hash TEXT NOT NULL, uri TEXT NOT NULL,
       ${AT}
     ) STRICT;
     CREATE TABLE model_marks (model_id INTEGER NOT NULL, status INTEGER NOT NULL, ${AT}) STRICT;
     CREATE TABLE adopted_policies (policy_id INTEGER NOT NULL, ${AT}) STRICT`,
  ]);
  return { ...prepareWrites(journal), ...prepareReads(journal) };
}

type Writes = Pick<ModelEvents, 'open' | 'seed' | 'register' | 'mark' | 'adopt' | 'undo'>;

function prepareWrites({ database }: Journal): Writes {
  const run = database.prepare('INSERT INTO opened_runs VALUES (?, ?, ?, ?, ?, ?, ?)');
  const seed = database.prepare('INSERT INTO run_seeds VALUES (?, ?, ?, ?, ?)');
  const model = database.prepare('INSERT INTO registered_models VALUES (?, ?, ?, ?, ?, ?, ?)');
  const mark = database.prepare('INSERT INTO model_marks VALUES (?, ?, ?, ?)');
  const policy = database.prepare('INSERT INTO adopted_policies VALUES (?, ?, ?)');
  const tables = ['opened_runs', 'run_seeds', 'registered_models', 'model_marks', 'adopted_policies'];
  const undo = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE block >= ?`));
  return {
    open: ({ runId, operatorId, baseModelId, policyId, snapshotRoot }, at) =>
      void run.run(runId, operatorId, baseModelId, policyId, snapshotRoot, at.blockNumber, at.logIndex),
    seed: (step, at) => {
      const [block, drawn] = 'seed' in step ? [null, step.seed] : [step.seedBlock, null];
      seed.run(step.runId, block, drawn, at.blockNumber, at.logIndex);
    },
    register: ({ modelId, runId, baseModelId, weightsHash, uri }, at) =>
      void model.run(modelId, runId, baseModelId, weightsHash, uri, at.blockNumber, at.logIndex),
    mark: ({ modelId, status }, at) => void mark.run(modelId, status, at.blockNumber, at.logIndex),
    adopt: (policyId, at) => void policy.run(policyId, at.blockNumber, at.logIndex),
    undo: (fromBlock) => {
      for (const statement of undo) statement.run(fromBlock);
    },
  };
}

function prepareReads({ database }: Journal): Omit<ModelEvents, keyof Writes> {
  const runs = database.prepare(
    `SELECT run_id AS runId, operator_id AS operatorId, base_model_id AS baseModelId, policy_id AS policyId,
       snapshot_root AS snapshotRoot FROM opened_runs WHERE operator_id = ? ORDER BY block, log_index`,
  );
  const newest = 'ORDER BY block DESC, log_index DESC LIMIT 1';
  const seed = database.prepare('SELECT seed FROM run_seeds WHERE run_id = ? AND seed IS NOT NULL');
  const seedBlock = database.prepare(
    `SELECT seed_block AS block FROM run_seeds WHERE run_id = ? AND seed_block IS NOT NULL ${newest}`,
  );
  const base = database.prepare(
    `SELECT ${MODEL} FROM registered_models WHERE run_id IS NULL AND weights_hash = ? ORDER BY block, log_index`,
  );
  const adapter = database.prepare(`SELECT ${MODEL} FROM registered_models WHERE run_id = ?`);
  const adapters = database.prepare(
    `SELECT ${MODEL} FROM registered_models m WHERE run_id IS NOT NULL
       AND base_model_id IN (SELECT model_id FROM registered_models WHERE run_id IS NULL AND weights_hash = ?)
       AND (SELECT status FROM model_marks WHERE model_id = m.model_id ${newest}) IS NOT ?
     ORDER BY block DESC, log_index DESC`,
  );
  const policy = database.prepare(`SELECT policy_id AS id FROM adopted_policies ${newest}`);
  return {
    runsOf: (operatorId) => runs.all(operatorId) as OpenedRun[],
    seedOf: (runId) => (seed.get(runId) as { seed: Hex } | undefined)?.seed ?? null,
    seedBlockOf: (runId) => BigInt((seedBlock.get(runId) as { block: number } | undefined)?.block ?? 0),
    baseOf: (weightsHash) => (base.get(weightsHash) as RegisteredModel | undefined) ?? null,
    adapterOf: (runId) => (adapter.get(runId) as RegisteredModel | undefined) ?? null,
    adaptersOver: (weightsHash, { without }) => adapters.all(weightsHash, without) as RegisteredModel[],
    currentPolicy: () => (policy.get() as { id: number } | undefined)?.id ?? 0,
  };
}
