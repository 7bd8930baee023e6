import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** A registered adapter and the base that it was trained over. */
export type RegisteredAdapter = {
  readonly modelId: number;
  readonly runId: number;
  readonly baseModelId: number;
  readonly weightsHash: Hex;
  readonly listRoot: Hex;
  readonly attributionRoot: Hex;
  readonly evaluationHash: Hex;
  readonly uri: string;
  /** The block in which it was registered. */
  readonly block: number;
};

/** Models of the ModelRegistry, as far as the chain is followed. */
export type RegisteredModels = {
  readonly fold: Fold;
  /** The first model that was registered with these weights as a base. */
  readonly baseOf: (weightsHash: Hex) => number | null;
  readonly adapterOfRun: (runId: number) => RegisteredAdapter | null;
  /** Runs that made their adapter, newest first; the last few. */
  readonly closedRuns: () => readonly number[];
  /** Adapters of verified runs over a base, by its weights, that no ruling withdrew; the newest few, newest first. */
  readonly newestOver: (baseWeightsHash: Hex) => readonly RegisteredAdapter[];
};

/** What a ruling marks a model with that nobody should serve any more. */
const WITHDRAWN = 2;

/** Opens the view of models: bases, adapters, and how rulings marked them. */
export function openRegisteredModels(journal: Journal): RegisteredModels {
  journal.migrate('registered_models', [
    `CREATE TABLE registered_bases (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, model_id INTEGER NOT NULL, weights_hash TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE registered_adapters (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, model_id INTEGER NOT NULL, run_id INTEGER NOT NULL,
       base_model_id INTEGER NOT NULL, weights_hash TEXT NOT NULL, uri TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE model_marks (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, model_id INTEGER NOT NULL, status INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT`,
    `ALTER TABLE registered_adapters ADD COLUMN list_root TEXT NOT NULL DEFAULT '0x';
     ALTER TABLE registered_adapters ADD COLUMN attribution_root TEXT NOT NULL DEFAULT '0x';
     ALTER TABLE registered_adapters ADD COLUMN evaluation_hash TEXT NOT NULL DEFAULT '0x'`,
    `CREATE TABLE verified_runs (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, run_id INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX verified_runs_of ON verified_runs (run_id)`,
  ]);
  const { database } = journal;
  const addBase = database.prepare('INSERT INTO registered_bases VALUES (?, ?, ?, ?)');
  const addAdapter = database.prepare('INSERT INTO registered_adapters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const mark = database.prepare('INSERT INTO model_marks VALUES (?, ?, ?, ?)');
  const verify = database.prepare('INSERT INTO verified_runs VALUES (?, ?, ?)');
  const base = database.prepare(
    'SELECT model_id AS modelId FROM registered_bases WHERE weights_hash = ? ORDER BY model_id LIMIT 1',
  );
  const adapters = `
    SELECT a.model_id AS modelId, a.run_id AS runId, a.base_model_id AS baseModelId, a.weights_hash AS weightsHash, a.uri,
      a.list_root AS listRoot, a.attribution_root AS attributionRoot, a.evaluation_hash AS evaluationHash, a.block
    FROM registered_adapters a`;
  const closed = database.prepare('SELECT run_id AS runId FROM registered_adapters ORDER BY model_id DESC LIMIT 256');
  const ofRun = database.prepare(`${adapters} WHERE a.run_id = ? ORDER BY a.model_id LIMIT 1`);
  const newest = database.prepare(
    `${adapters} JOIN registered_bases b ON b.model_id = a.base_model_id
     WHERE b.weights_hash = ? AND EXISTS (SELECT 1 FROM verified_runs v WHERE v.run_id = a.run_id) AND COALESCE((SELECT status FROM model_marks m WHERE m.model_id = a.model_id
       ORDER BY m.block DESC, m.log_index DESC LIMIT 1), 0) <> ${WITHDRAWN}
     ORDER BY a.model_id DESC LIMIT 8`,
  );
  return {
    fold: {
      name: 'models',
      version: 3,
      handlers: [
        on('modelRegistry', 'BaseRegistered', ({ args, blockNumber, logIndex }) => {
          addBase.run(blockNumber, logIndex, args.modelId, args.weightsHash);
        }),
        on('modelRegistry', 'AdapterRegistered', ({ args, blockNumber, logIndex }) => {
          const { modelId, runId, baseModelId, weightsHash, uri, listRoot, attributionRoot, evaluationHash } = args;
          const roots = [listRoot, attributionRoot, evaluationHash] as const;
          addAdapter.run(blockNumber, logIndex, modelId, runId, baseModelId, weightsHash, uri, ...roots);
        }),
        on('modelRegistry', 'ModelMarked', ({ args, blockNumber, logIndex }) => {
          mark.run(blockNumber, logIndex, args.modelId, args.status);
        }),
        on('modelRegistry', 'RunVerified', ({ args, blockNumber, logIndex }) => {
          verify.run(blockNumber, logIndex, args.runId);
        }),
      ],
      undo: dropRows(journal, 'registered_bases', 'registered_adapters', 'model_marks', 'verified_runs'),
    },
    baseOf: (weightsHash) => {
      const row = base.get(weightsHash) as { modelId: number } | undefined;
      return row?.modelId ?? null;
    },
    closedRuns: () => (closed.all() as { runId: number }[]).map(({ runId }) => runId),
    adapterOfRun: (runId) => (ofRun.get(runId) as RegisteredAdapter | undefined) ?? null,
    newestOver: (baseWeightsHash) => newest.all(baseWeightsHash) as RegisteredAdapter[],
  };
}
