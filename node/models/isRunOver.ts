import type { RegisteredModels } from './modelFold.ts';
import type { TrainingRuns } from './runFold.ts';

type Parts = {
  readonly runs: Pick<TrainingRuns, 'find' | 'claimsOf'>;
  readonly models: Pick<RegisteredModels, 'adapterOfRun'>;
};

/** Whether an opened run made its adapter, or never will since another operator claimed its policy after it. */
export function isRunOver({ runs, models }: Parts, runId: number): boolean {
  if (models.adapterOfRun(runId)) return true;
  const run = runs.find(runId);
  return run !== null && runs.claimsOf(run.policyId).at(-1)?.runId !== runId;
}
