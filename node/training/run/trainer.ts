import { setTimeout as sleep } from 'node:timers/promises';
import { NothingToTrainOnError } from '../../../protocol/corpus/sampler.ts';
import type { RunRecord } from '../../journal/runs.ts';
import { createRegistry } from '../../models/publish/registry.ts';
import { DEFAULT_SETTINGS } from '../fineTune.ts';
import { type AdvanceContext, advanceRun, beginRun } from './advance.ts';
import type { TrainerComponents, TrainerOptions } from './components.ts';
import { readCurrentPolicy } from './policies.ts';
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
  epochCap: 4,
  contributorCapBp: 5_000,
  automaticFrom: 2,
  retryMs: 5_000,
} as const;

/** Builds a trainer; it does nothing before `start`. */
export function createTrainer(components: TrainerComponents, settings: TrainerSettings): Trainer {
  const options: TrainerOptions = { ...DEFAULTS, ...settings };
  const { chain, journal } = components;
  const registry = createRegistry(chain);
  const stopping = new AbortController();
  const context: AdvanceContext = { components, registry, options, signal: stopping.signal };
  let asked = 0;
  let wake = () => {};
  let running: Promise<void> = Promise.resolve();

  const finish = async (begun: RunRecord) => {
    let record: RunRecord | null = begun;
    while (record && record.state !== 'registered') {
      const before: RunRecord = record;
      record = await advanceRun(context, before);
      if (record?.policyId !== before.policyId) journal.remove(before.policyId);
      if (record) journal.save(record);
      else components.onEvent?.({ step: 'superseded', policyId: before.policyId });
    }
  };
  const work = async () => {
    for (const record of journal.unfinished()) await finish(record);
    const current = await readCurrentPolicy(chain);
    if (journal.find(current) || current < Math.min(options.automaticFrom, asked || Number.POSITIVE_INFINITY)) return;
    const record = await beginRun(context, current);
    journal.save(record);
    await finish(record);
  };
  const loop = async () => {
    await removeLeftJobs(options.directory);
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const failed = await work().then(
        () => false,
        (error: unknown) => {
          if (!stopping.signal.aborted)
            components.onEvent?.(toTrouble(error, journal.unfinished()[0]?.policyId ?? null));
          return true;
        },
      );
      const timer = new AbortController();
      const pause = sleep(failed ? options.retryMs : 60_000, undefined, {
        signal: AbortSignal.any([stopping.signal, timer.signal]),
      }).catch(() => {});
      await Promise.race([woken, pause]);
      timer.abort();
    }
  };

  return {
    start: () => {
      const onEvents = async () => wake();
      chain.watch({ contract: 'mixturePolicy', eventName: 'PolicyAdopted', signal: stopping.signal, onEvents });
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      wake();
      await running;
    },
    trainCurrent: async () => {
      asked = await readCurrentPolicy(chain);
      wake();
      return asked;
    },
    runs: () => journal.all(),
  };
}

function toTrouble(error: unknown, policyId: number | null) {
  return { step: error instanceof NothingToTrainOnError ? 'waiting' : 'failed', policyId, error } as const;
}
