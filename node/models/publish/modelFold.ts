import { type Fold, on } from '../../chain/follower.ts';
import type { ModelEvents } from '../../journal/modelEvents.ts';

export const MODELS = 'models';

/** Keeps the runs, models and mixtures of the commons. */
export function createModelFold(models: ModelEvents): Fold {
  return {
    name: MODELS,
    version: 1,
    handlers: [
      on('modelRegistry', 'RunOpened', ({ args, ...place }) => {
        const { operatorId, baseModelId, policyId, snapshotRoot } = args;
        const runId = Number(args.runId);
        const numbers = {
          operatorId: Number(operatorId),
          baseModelId: Number(baseModelId),
          policyId: Number(policyId),
        };
        models.open({ runId, ...numbers, snapshotRoot }, place);
        models.seed({ runId, seedBlock: args.seedBlock }, place);
      }),
      on('modelRegistry', 'RunSeedScheduled', ({ args: { runId, seedBlock }, ...place }) =>
        models.seed({ runId: Number(runId), seedBlock }, place),
      ),
      on('modelRegistry', 'RunSeeded', ({ args: { runId, seed }, ...place }) =>
        models.seed({ runId: Number(runId), seed }, place),
      ),
      on('modelRegistry', 'BaseRegistered', ({ args: { modelId, weightsHash, uri }, ...place }) =>
        models.register({ modelId: Number(modelId), runId: null, baseModelId: null, weightsHash, uri }, place),
      ),
      on('modelRegistry', 'AdapterRegistered', ({ args, ...place }) => {
        const { weightsHash, uri } = args;
        const numbers = {
          modelId: Number(args.modelId),
          runId: Number(args.runId),
          baseModelId: Number(args.baseModelId),
        };
        models.register({ ...numbers, weightsHash, uri }, place);
      }),
      on('modelRegistry', 'ModelMarked', ({ args: { modelId, status }, ...place }) =>
        models.mark({ modelId: Number(modelId), status }, place),
      ),
      on('mixturePolicy', 'PolicyAdopted', ({ args: { policyId }, ...place }) => models.adopt(Number(policyId), place)),
    ],
    undo: models.undo,
  };
}
