import { createHash } from 'node:crypto';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { initialLoraTensors, loraShapes } from '../models/adapter/adapter.ts';
import type { DecoderConfig, Parameters } from '../models/decoder/parameters.ts';
import { createSession, type Feeds, floatsOf, floatTensor, integerTensor, type Tensor } from '../runtime/session.ts';
import { ADAMW_BETAS } from './autodiff/adamW.ts';
import { buildTrainingGraph, type LoraOptions } from './trainingGraph.ts';

/** Everything that a training run carries from one step to the next. */
export type OptimiserState = { readonly step: number; readonly tensors: ReadonlyMap<string, Float32Array> };

/** A model being trained. The same rows, rates and seed give the same bits, whatever the number of threads. */
export type Optimiser = {
  /** Runs one optimiser step on at most `batch` rows and returns the loss before it. */
  readonly step: (rows: readonly Int32Array[], learningRate: number) => Promise<number>;
  /** Gives the mean loss per token over rows, without training. */
  readonly evaluate: (rows: readonly Int32Array[]) => Promise<number>;
  /** Copies the trained parameters. */
  readonly parameters: () => Map<string, Float32Array>;
  /** Copies parameters and optimiser state, for a checkpoint. */
  readonly state: () => OptimiserState;
  /** Continues from a checkpoint. */
  readonly restore: (state: OptimiserState) => void;
  /** Gives the sha256 of parameters and optimiser state. */
  readonly hash: () => `0x${string}`;
  readonly release: () => Promise<void>;
};

export type OptimiserOptions = {
  readonly config: DecoderConfig;
  /** The base: trained itself without `lora`, left as it is with it. */
  readonly base: Parameters;
  readonly lora?: LoraOptions | undefined;
  readonly batch: number;
  readonly sequence: number;
  readonly seed: number;
  readonly threads?: number;
  /** How much a token counts when it is to be predicted; every one the same unless told. */
  readonly weightOf?: WeightOf;
};

type WeightOf = (token: number) => number;

/** Builds the graphs of a run, loads them, and sets the starting state. */
export async function createOptimiser(options: OptimiserOptions): Promise<Optimiser> {
  const { config, base, lora, batch, sequence, seed, threads = 1, weightOf = () => 1 } = options;
  const shared = { config, lora, batch, sequence, frozen: lora ? base : undefined };
  const { model, trainable } = buildTrainingGraph({ ...shared, mode: 'step' });
  const training = await createSession(model, { threads });
  const evaluation = await createSession(buildTrainingGraph({ ...shared, mode: 'loss' }).model, { threads });

  const start = lora ? initialLoraTensors(loraShapes(config, lora), seed) : base;
  let current = createTensors(trainable, start);
  let next = createTensors(trainable, new Map());
  let taken = 0;
  const lossOutput = floatTensor(new Float32Array(1), []);

  const entries = () => Object.entries(current).map(([name, tensor]) => [name, floatsOf(tensor)] as const);
  return {
    step: async (rows, learningRate) => {
      taken++;
      const [beta1, beta2] = ADAMW_BETAS;
      const feeds = {
        ...packRows(rows, { batch, sequence, weightOf }),
        ...current,
        learning_rate: scalarTensor(learningRate),
        correction1: scalarTensor(1 - beta1 ** taken),
        correction2: scalarTensor(1 - beta2 ** taken),
      };
      const outputs: Record<string, Tensor> = { loss: lossOutput };
      for (const [name, tensor] of Object.entries(next)) outputs[`next.${name}`] = tensor;
      await training.run(feeds, outputs);
      [current, next] = [next, current];
      return floatsOf(lossOutput)[0] as number;
    },
    evaluate: async (rows) => {
      let total = 0;
      let tokens = 0;
      const parameters = Object.fromEntries([...trainable.keys()].map((name) => [name, current[name] as Tensor]));
      for (let from = 0; from < rows.length; from += batch) {
        const part = rows.slice(from, from + batch);
        const feeds = packRows(part, { batch, sequence, weightOf: () => 1 });
        const { loss } = await evaluation.run({ ...feeds, ...parameters }, ['loss']);
        const predicted = floatsOf(feeds.weights as Tensor).reduce((sum, weight) => sum + weight, 0);
        total += (floatsOf(loss)[0] as number) * predicted;
        tokens += predicted;
      }
      return total / tokens;
    },
    parameters: () => new Map(entries().flatMap(([name, data]) => (trainable.has(name) ? [[name, data.slice()]] : []))),
    state: () => ({ step: taken, tensors: new Map(entries().map(([name, data]) => [name, data.slice()])) }),
    restore: (state) => {
      taken = state.step;
      for (const [name, data] of entries()) data.set(state.tensors.get(name) ?? []);
    },
    hash: () => {
      const hash = createHash('sha256').update(`step ${taken}\n`);
      for (const [name, data] of entries()) {
        hash.update(`${name} ${data.length}\n`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }
      return `0x${hash.digest('hex')}`;
    },
    release: async () => {
      await training.release();
      await evaluation.release();
    },
  };
}

function createTensors(
  shapes: ReadonlyMap<string, readonly number[]>,
  values: ReadonlyMap<string, Float32Array>,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, shape] of shapes) {
    const size = shape.reduce((product, each) => product * each, 1);
    tensors[name] = floatTensor(values.get(name)?.slice() ?? new Float32Array(size), shape);
    for (const moment of ['mean', 'variance'])
      tensors[`${moment}.${name}`] = floatTensor(new Float32Array(size), shape);
  }
  return tensors;
}

function scalarTensor(value: number): Tensor {
  return floatTensor(Float32Array.of(value), []);
}

/**
 * Turns at most `batch` token rows of length sequence + 1 into the inputs of a training graph. Missing rows and padding,
 * which are negative, weigh nothing.
 */
function packRows(
  rows: readonly Int32Array[],
  { batch, sequence, weightOf }: { readonly batch: number; readonly sequence: number; readonly weightOf: WeightOf },
): Feeds {
  const ids = new BigInt64Array(batch * sequence);
  const targets = new BigInt64Array(batch * sequence);
  const weights = new Float32Array(batch * sequence);
  rows.slice(0, batch).forEach((row, index) => {
    if (row.length !== sequence + 1) throw new RowLengthError(row.length, sequence + 1);
    const start = index * sequence;
    for (let i = 0; i < sequence; i++) {
      ids[start + i] = BigInt(Math.max(0, row[i] as number));
      targets[start + i] = BigInt(Math.max(0, row[i + 1] as number));
      weights[start + i] = (row[i + 1] as number) < 0 ? 0 : weightOf(row[i + 1] as number);
    }
  });
  const shape = [batch * sequence];
  return {
    ids: integerTensor(ids, shape),
    targets: integerTensor(targets, shape),
    weights: floatTensor(weights, shape),
  };
}

/** A token row does not have the length that the graph was built for. */
export class RowLengthError extends BaseError {
  override readonly name = 'RowLengthError';
  override readonly kind = 'invalid';
  constructor(length: number, expected: number) {
    super('A token row has the wrong length.', {
      values: { length, expected },
      hint: 'Cut rows to the sequence length plus one.',
    });
  }
}
