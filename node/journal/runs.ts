import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** How far a run has come; each state is on disk before the next step begins. */
const RUN_STATES = ['claimed', 'opening', 'opened', 'seeded', 'trained', 'published', 'registered'] as const;

type RunState = (typeof RUN_STATES)[number];

/** One run of this trainer. Fields are filled as it moves on. */
export type RunRecord = {
  readonly policyId: number;
  readonly state: RunState;
  readonly runId: number;
  /** `0x` while there is none. */
  readonly snapshot: Hex;
  readonly seed: Hex | null;
  /** JSON of what training gave. */
  readonly outcome: string | null;
  /** CID of the card. */
  readonly card: string | null;
  readonly modelId: number | null;
};

export type RunJournal = {
  readonly find: (policyId: number) => RunRecord | null;
  /** Runs that are not registered yet, oldest policy first. */
  readonly unfinished: () => readonly RunRecord[];
  readonly all: () => readonly RunRecord[];
  /** Inserts a run or replaces what was known of it. */
  readonly save: (record: RunRecord) => void;
  readonly remove: (policyId: number) => void;
};

type Row = Omit<RunRecord, 'policyId' | 'runId' | 'modelId'> & {
  policy_id: number;
  run_id: number;
  model_id: number | null;
};

/** Opens the table of training runs. One row per policy: a policy is never trained twice by one trainer. */
export function openRunJournal(journal: Journal): RunJournal {
  journal.migrate('runs', [
    `CREATE TABLE runs (
       policy_id INTEGER PRIMARY KEY, state TEXT NOT NULL, snapshot TEXT NOT NULL, run_id INTEGER, seed TEXT,
       outcome TEXT, card TEXT, model_id INTEGER
     ) STRICT`,
  ]);
  const { database } = journal;
  const find = database.prepare('SELECT * FROM runs WHERE policy_id = ?');
  const unfinished = database.prepare("SELECT * FROM runs WHERE state <> 'registered' ORDER BY policy_id");
  const all = database.prepare('SELECT * FROM runs ORDER BY policy_id');
  const save = database.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM runs WHERE policy_id = ?');
  return {
    find: (policyId) => {
      const row = find.get(policyId) as unknown as Row | undefined;
      return row ? toRecord(row) : null;
    },
    unfinished: () => (unfinished.all() as unknown as Row[]).map(toRecord),
    all: () => (all.all() as unknown as Row[]).map(toRecord),
    save: ({ policyId, state, snapshot, runId, seed, outcome, card, modelId }) =>
      void save.run(policyId, state, snapshot, runId, seed, outcome, card, modelId),
    remove: (policyId) => void remove.run(policyId),
  };
}

function toRecord({ policy_id, run_id, model_id, state, snapshot, seed, outcome, card }: Row): RunRecord {
  return { policyId: policy_id, state, snapshot, runId: run_id, seed, outcome, card, modelId: model_id };
}
