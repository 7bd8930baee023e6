import { loraName, loraShapes } from '../models/adapter/adapter.ts';
import {
  attentionNorm,
  type DecoderConfig,
  EMBEDDING,
  FINAL_NORM,
  feedForwardNorm,
  headSize,
  type Parameters,
  type Projection,
  parameterShapes,
  projectionPath,
  rotaryTables,
} from '../models/decoder/parameters.ts';
import type { FloatType } from '../models/onnx/graphBuilder.ts';
import { addStepInputs, clipFactor, updateParameter } from './autodiff/adamW.ts';
import { crossEntropy, embed, rootMeanSquareNorm, rotate, silu, softmax } from './autodiff/layers.ts';
import { add, linear, matrixMultiply, multiply, reshape, scale, Tape, transpose, type Value } from './autodiff/tape.ts';

/** The adapter that a graph trains: the base then stays as it is. */
export type LoraOptions = { readonly rank: number; readonly alpha: number; readonly targets: readonly Projection[] };

/** What a training graph computes: the loss, the loss and its gradients, or a whole optimiser step. */
type GraphMode = 'loss' | 'gradient' | 'step';

export type TrainingGraphOptions = {
  readonly config: DecoderConfig;
  readonly batch: number;
  readonly sequence: number;
  readonly mode: GraphMode;
  readonly lora?: LoraOptions | undefined;
  /** Base parameters to store inside the graph; needed with `lora`, where they do not change. */
  readonly frozen?: Parameters | undefined;
  readonly type?: FloatType;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
};

/** A training graph: the model file and the trainable parameters that it takes as inputs. */
export type TrainingGraph = {
  readonly model: Uint8Array;
  readonly trainable: ReadonlyMap<string, readonly number[]>;
};

/** Writes the graph that trains a decoder, or an adapter over a decoder, on rows of fixed shape. */
export function buildTrainingGraph(options: TrainingGraphOptions): TrainingGraph {
  const { config, lora, frozen, mode, type = 'float32', weightDecay = 0.1, clipNorm = 1 } = options;
  const tape = new Tape(type);
  const trainable = lora ? loraShapes(config, lora) : parameterShapes(config);
  const values = new Map<string, Value>();
  const differentiate = mode !== 'loss';
  for (const [name, shape] of trainable) values.set(name, tape.input(name, shape, differentiate));
  if (lora) {
    for (const [name, shape] of parameterShapes(config)) {
      const data = frozen?.get(name);
      values.set(name, data ? tape.constant(name, shape, data) : tape.input(name, shape, false));
    }
  }
  const loraScale = lora ? lora.alpha / lora.rank : 0;
  const loss = writeDecoderLoss(tape, { ...options, values, loraScale });
  const { graph } = tape;
  graph.output(graph.node('Identity', [loss.name], {}, 'loss'), type, []);
  if (differentiate) tape.backward(loss);
  const parameters = [...trainable.keys()].map((name) => values.get(name) as Value);
  if (mode === 'gradient') for (const each of parameters) writeGradient(tape, each);
  if (mode === 'step') {
    const step = addStepInputs(tape);
    const clip = clipFactor(tape, parameters, clipNorm);
    for (const each of parameters) updateParameter(tape, each, { step, clip, weightDecay });
  }
  return { model: graph.build(), trainable };
}

function writeGradient(tape: Tape, parameter: Value): void {
  const output = tape.graph.node('Identity', [tape.gradient(parameter)], {}, `gradient.${parameter.name}`);
  tape.graph.output(output, tape.type, parameter.shape);
}

/** What the forward pass of a decoder over whole rows needs. */
type ForwardOptions = {
  readonly config: DecoderConfig;
  readonly values: ReadonlyMap<string, Value>;
  readonly batch: number;
  readonly sequence: number;
  /** Alpha over rank: the factor of the adapter's product. */
  readonly loraScale: number;
};

/** Writes a decoder's forward pass and mean cross entropy; inputs `ids`, `targets`, `weights`, one entry per token. */
function writeDecoderLoss(tape: Tape, options: ForwardOptions): Value {
  const { config, batch, sequence, values } = options;
  const { graph } = tape;
  const tokens = batch * sequence;
  const parameter = (name: string) => values.get(name) as Value;
  const norm = (x: Value, name: string) => rootMeanSquareNorm(tape, x, parameter(name), config.rms_norm_eps);
  const ids = graph.input('ids', 'int64', [tokens]);
  const targets = graph.input('targets', 'int64', [tokens]);
  const weights = graph.input('weights', tape.type, [tokens]);

  const attend = writeAttention(tape, options);
  let x = embed(tape, parameter(EMBEDDING), ids, tokens);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const apply = (input: Value, projection: Projection) =>
      applyProjection(tape, options, input, projectionPath(layer, projection));
    const normal = norm(x, attentionNorm(layer));
    const attended = attend(apply(normal, 'q_proj'), apply(normal, 'k_proj'), apply(normal, 'v_proj'));
    x = add(tape, x, apply(attended, 'o_proj'));
    const inner = norm(x, feedForwardNorm(layer));
    const gated = multiply(tape, silu(tape, apply(inner, 'gate_proj')), apply(inner, 'up_proj'));
    x = add(tape, x, apply(gated, 'down_proj'));
  }
  const logits = linear(tape, norm(x, FINAL_NORM), parameter(EMBEDDING));
  return crossEntropy(tape, logits, targets, weights);
}

function applyProjection(tape: Tape, { values, loraScale }: ForwardOptions, input: Value, path: string): Value {
  const output = linear(tape, input, values.get(`${path}.weight`) as Value);
  const [a, b] = [values.get(loraName(path, 'A')), values.get(loraName(path, 'B'))];
  if (!a || !b) return output;
  return add(tape, output, scale(tape, linear(tape, linear(tape, input, a), b), loraScale));
}

function writeAttention(tape: Tape, { config, batch, sequence }: ForwardOptions) {
  const heads = config.num_attention_heads;
  const size = headSize(config);
  const { cosines, sines } = rotaryTables(sequence, size, config.rope_theta);
  const cosine = tape.constant('cosines', [sequence, size], cosines).name;
  const sine = tape.constant('sines', [sequence, size], sines).name;
  const mask = tape.constant('mask', [sequence, sequence], causalMask(sequence));
  const split = (x: Value) => transpose(tape, reshape(tape, x, [batch, sequence, heads, size]), [0, 2, 1, 3]);
  return (query: Value, key: Value, value: Value): Value => {
    const turnedQuery = scale(tape, rotate(tape, split(query), cosine, sine), 1 / Math.sqrt(size));
    const turnedKey = transpose(tape, rotate(tape, split(key), cosine, sine), [0, 1, 3, 2]);
    const scores = add(tape, matrixMultiply(tape, turnedQuery, turnedKey), mask);
    const mixed = matrixMultiply(tape, softmax(tape, scores), split(value));
    return reshape(tape, transpose(tape, mixed, [0, 2, 1, 3]), [batch * sequence, config.hidden_size]);
  };
}

function causalMask(sequence: number): Float32Array {
  const column = (index: number) => index % sequence;
  const row = (index: number) => Math.floor(index / sequence);
  return Float32Array.from({ length: sequence * sequence }, (_, index) => (column(index) > row(index) ? -1e9 : 0));
}
