import { loraShapes } from '../models/adapter/loraTensors.ts';
import type { DecoderConfig } from '../models/decoder/config.ts';
import { type Parameters, type Projection, parameterShapes } from '../models/decoder/parameters.ts';
import type { FloatType } from '../models/onnx/elementType.ts';
import { addStepInputs, clipFactor, updateParameter } from './autodiff/adamW.ts';
import { Tape, type Value } from './autodiff/tape.ts';
import { writeDecoderLoss } from './decoderForward.ts';

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
