import { createHash } from 'node:crypto';
import type { OptimiserState } from '../../node/training/optimiser.ts';
import type { TrainerComponents } from '../../node/training/run/components.ts';
import { decodeTrainerState, encodeTrainerState } from '../../node/training/sandbox/jobFile.ts';
import type { JobResult, KeptCheckpoint } from '../../node/training/sandbox/runJob.ts';
import type { Lie } from './lie.ts';

type RunJob = TrainerComponents['runJob'];
type Job = Parameters<RunJob>[0]['job'];

/** Trains otherwise than the card says, or says something else of what came out. */
function learning(
  name: string,
  names: RegExp,
  lie: { before?: (job: Job) => Job; after?: (result: JobResult) => JobResult },
): Lie {
  const { before = (job) => job, after = (result) => result } = lie;
  const components = (honest: TrainerComponents) => ({
    runJob: async (options: Parameters<RunJob>[0]) =>
      after(await honest.runJob({ ...options, job: before(options.job) })),
  });
  return { name, names, training: { components } };
}

type Change = (data: Float32Array) => Float32Array;

const scale =
  (by: number): Change =>
  (data) =>
    data.map((x) => x * by);
/** To 255 values, as an adapter is made small. */
const quantise: Change = (data) => {
  const unit = data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9) / 127;
  return data.map((x) => Math.round(x / unit) * unit);
};
const addNoise: Change = (data) => data.map((x, i) => x * (1 + 0.01 * Math.sin(i + 1)));

/** The same state with its adapter changed, and with the hash that it has. */
function alter(checkpoint: KeptCheckpoint, change: Change): KeptCheckpoint {
  const { step, tensors } = decodeTrainerState(checkpoint.state);
  const changed = [...tensors].map(([name, data]) => [name, name.startsWith('base') ? change(data) : data] as const);
  return toCheckpoint({ step, tensors: new Map(changed) });
}

/** Changes what was trained: the weights alone, the last state with them, or every state. */
function altered(how: string, change: Change): readonly Lie[] {
  const replayed = /training from step|loss in/;
  return [
    learning(`weights ${how}`, /weights that the last state holds/, {
      after: (result) => {
        const tensors = new Map([...result.adapter.tensors].map(([name, data]) => [name, change(data)]));
        return { ...result, adapter: { ...result.adapter, tensors } };
      },
    }),
    learning(`weights and last state ${how}`, replayed, {
      after: (result) => endIn(result, alter(lastOf(result), change)),
    }),
    learning(`weights and every state ${how}`, replayed, {
      after: (result) => {
        const checkpoints = result.checkpoints.map((each) => alter(each, change));
        return endIn({ ...result, checkpoints }, checkpoints.at(-1) as KeptCheckpoint);
      },
    }),
  ];
}

/** Hashes a state as an optimiser does. */
function toCheckpoint(state: OptimiserState): KeptCheckpoint {
  const hash = createHash('sha256').update(`step ${state.step}\n`);
  for (const [name, data] of state.tensors) {
    hash.update(`${name} ${data.length}\n`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return { step: state.step, hash: `0x${hash.digest('hex')}`, state: encodeTrainerState(state) };
}

/** The adapter and the checkpoints as if the run had ended in another state. */
function endIn(result: JobResult, last: KeptCheckpoint): JobResult {
  const { tensors } = decodeTrainerState(last.state);
  const own = new Map([...result.adapter.tensors].map(([name]) => [name, tensors.get(name) ?? new Float32Array()]));
  return {
    ...result,
    adapter: { ...result.adapter, tensors: own },
    checkpoints: [...result.checkpoints.slice(0, -1), last],
  };
}

const lastOf = ({ checkpoints }: JobResult) => checkpoints.at(-1) as KeptCheckpoint;

/** Lies about how a run learnt, and about what came of it: everything that follows from them fits. */
export const LEARNING_LIES: readonly Lie[] = [
  learning('trained at twice the rate', /training from step|weights/, {
    before: (job) => ({ ...job, settings: { ...job.settings, learningRate: job.settings.learningRate * 2 } }),
  }),
  learning('trained from another start', /training from step|loss in/, {
    before: (job) => ({ ...job, settings: { ...job.settings, seed: job.settings.seed + 1 } }),
  }),
  learning('trained on one text again and again', /training from step|loss in/, {
    before: (job) => ({ ...job, rows: job.rows.map(() => job.rows[0] as Int32Array) }),
  }),
  learning('trained on rows in another order', /training from step|loss in/, {
    before: (job) => ({ ...job, rows: [...job.rows].reverse() }),
  }),
  learning('the last steps not trained', /training from step|loss in/, {
    after: (result) => {
      const early = result.checkpoints.at(-2) as KeptCheckpoint;
      const { tensors } = decodeTrainerState(early.state);
      return endIn(result, toCheckpoint({ step: lastOf(result).step, tensors }));
    },
  }),
  ...altered('moved by 1 %', scale(1.01)),
  ...altered('rounded to eight bits', quantise),
  ...altered('with 1 % of noise', addNoise),
  learning('the state of a step replaced', /state of step|training from step/, {
    after: (result) => {
      const [first, ...rest] = result.checkpoints as [KeptCheckpoint, ...KeptCheckpoint[]];
      return { ...result, checkpoints: [{ ...first, state: alter(first, scale(1.5)).state }, ...rest] };
    },
  }),
  learning('losses invented', /loss in \w+ after training/, {
    after: (result) => ({
      ...result,
      lossAfter: Object.fromEntries(Object.keys(result.lossAfter).map((name) => [name, 0.01])),
    }),
  }),
  learning('the base made to look worse', /loss in \w+ before training/, {
    after: (result) => ({
      ...result,
      lossBefore: Object.fromEntries(Object.keys(result.lossBefore).map((name) => [name, 9])),
    }),
  }),
  learning('evaluated on what was trained on', /loss in \w+ (before|after) training/, {
    before: (job) => ({
      ...job,
      heldOut: Object.fromEntries(Object.keys(job.heldOut).map((name) => [name, job.rows])),
    }),
  }),
];
