import { NothingToTrainOnError } from '../../../protocol/corpus/sampler.ts';
import { createDuty } from '../../duty.ts';
import type { RunRecord } from '../../journal/runs.ts';
import { createRegistry } from '../../models/publish/registry.ts';
import { DEFAULT_SETTINGS } from '../fineTune.ts';
import { type AdvanceContext, advanceRun, beginRun, isTaken } from './advance.ts';
import type { TrainerComponents, TrainerOptions } from './components.ts';
import { createSnapshots } from './snapshots.ts';
import { removeLeftJobs } from './train.ts';

/** Trains every policy that a vote puts into force, and finishes what an earlier life began. */
export type Trainer = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Trains the policy in force now, voted or not, unless it was trained already; resolves when it is asked for. */
  readonly trainCurrent: () => Promise<number>;
  readonly runs: () => readonly RunRecord[];
};

export type TrainerSettings = Pick<TrainerOptions, 'directory'> & Partial<TrainerOptions>;

const DEFAULTS = {
  settings: DEFAULT_SETTINGS,
  threads: 1,
  automaticFrom: 2,
  retryMs: 5_000,
} as const;

/** Looks without news, in case one was missed. */
const EVERY_MS = 60_000;

/** Builds a trainer; it does nothing before `start`. */
export function createTrainer(components: TrainerComponents, settings: TrainerSettings): Trainer {
  const options: TrainerOptions = { ...DEFAULTS, ...settings };
  const { follower, journal, runs, onEvent } = components;
  const registry = createRegistry(components);
  const snapshots = createSnapshots(components);
  let asked = Number.POSITIVE_INFINITY;
  let isClean = false;
  let unlisten = () => {};

  const finish = async (context: AdvanceContext, begun: RunRecord) => {
    let record: RunRecord | null = begun;
    while (record && record.state !== 'registered') {
      const before: RunRecord = record;
      record = await advanceRun(context, before);
      if (record) journal.save(record);
      else {
        journal.remove(before.policyId);
        onEvent?.({ step: 'superseded', policyId: before.policyId });
      }
    }
  };
  const work = async (signal: AbortSignal): Promise<void> => {
    if (!isClean) await removeLeftJobs(options.directory);
    isClean = true;
    const context: AdvanceContext = { components, registry, snapshots, options, signal };
    for (const record of journal.unfinished()) await finish(context, record);
    const current = runs.currentPolicy();
    if (journal.find(current) || current < Math.min(options.automaticFrom, asked)) return;
    if (await isTaken(components, current)) return;
    const record = await beginRun(context, current);
    if (!record) return;
    journal.save(record);
    await finish(context, record);
  };
  const duty = createDuty({
    name: 'training',
    every: EVERY_MS,
    retry: { first: options.retryMs, most: options.retryMs },
    work,
    onTrouble: ({ cause }) => onEvent?.(toTrouble(cause, journal.unfinished()[0]?.policyId ?? null)),
  });

  return {
    start: () => {
      unlisten = follower.onCommitted(({ changed }) => changed.has(runs.fold.name) && duty.wake());
      duty.start();
    },
    stop: async () => {
      unlisten();
      await duty.stop();
    },
    trainCurrent: async () => {
      await follower.caughtUp();
      asked = runs.currentPolicy();
      duty.wake();
      return asked;
    },
    runs: () => journal.all(),
  };
}

function toTrouble(error: unknown, policyId: number | null) {
  return { step: error instanceof NothingToTrainOnError ? 'waiting' : 'failed', policyId, error } as const;
}
