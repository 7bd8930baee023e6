import { type LoraInputs, loraInputNames } from '../adapter/loraInputs.ts';
import { ELEMENT_TYPES, GraphBuilder } from '../onnx/graphBuilder.ts';
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
  projectionShape,
  rotaryTables,
} from './parameters.ts';

const BOOL = ELEMENT_TYPES.bool;
const MASKED = -1e30;

/**
 * Writes a decoder in the layout of optimum, with past keys and values, and adapters as inputs of any rank.
 * Rank 0 serves the base, bit for bit. With `stored`, the adapter lies in the graph instead; an empty one leaves the
 * plain base, which other tools can run.
 */
export function buildInferenceGraph(config: DecoderConfig, parameters: Parameters, stored?: LoraInputs): Uint8Array {
  const graph = new GraphBuilder();
  const { hidden_size: hidden, num_attention_heads: heads } = config;
  const shapes = parameterShapes(config);
  const weight = (name: string) =>
    graph.initializer(name, 'float32', shapes.get(name) ?? [], parameters.get(name) as Float32Array);
  const norm = (x: string, name: string, output?: string) =>
    graph.node(
      'SimplifiedLayerNormalization',
      [x, weight(name)],
      { axis: -1, epsilon: { float: config.rms_norm_eps } },
      output,
    );

  graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  graph.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  graph.input('position_ids', 'int64', ['batch_size', 'sequence_length']);
  const attend = writeAttention(graph, config);
  const embedding = weight(EMBEDDING);

  let x = graph.node('Gather', [embedding, 'input_ids']);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const apply = (input: string, projection: Projection) => {
      const path = projectionPath(layer, projection);
      const matrix = graph.node('Transpose', [weight(`${path}.weight`)], { perm: [1, 0] });
      const output = graph.node('MatMul', [input, matrix]);
      const lora = writeLora(graph, { input, path, shape: projectionShape(config, projection), stored });
      return lora === undefined ? output : graph.node('Add', [output, lora]);
    };
    const normal = norm(x, attentionNorm(layer));
    const attended = attend(layer, apply(normal, 'q_proj'), apply(normal, 'k_proj'), apply(normal, 'v_proj'));
    x = graph.node('Add', [x, apply(attended, 'o_proj')]);
    const inner = norm(x, feedForwardNorm(layer));
    const gate = apply(inner, 'gate_proj');
    const silu = graph.node('Mul', [gate, graph.node('Sigmoid', [gate])]);
    x = graph.node('Add', [x, apply(graph.node('Mul', [silu, apply(inner, 'up_proj')]), 'down_proj')]);
    for (const part of ['key', 'value']) {
      const shape = ['batch_size', heads, 'total_sequence_length', headSize(config)];
      graph.output(`present.${layer}.${part}`, 'float32', shape);
    }
  }
  const last = norm(x, FINAL_NORM, 'last_hidden_state');
  graph.node('MatMul', [last, graph.node('Transpose', [embedding], { perm: [1, 0] })], {}, 'logits');
  graph.output('last_hidden_state', 'float32', ['batch_size', 'sequence_length', hidden]);
  graph.output('logits', 'float32', ['batch_size', 'sequence_length', config.vocab_size]);
  return graph.build();
}

type LoraSite = {
  readonly input: string;
  readonly path: string;
  readonly shape: readonly [number, number];
  readonly stored: LoraInputs | undefined;
};

function writeLora(graph: GraphBuilder, { input, path, shape, stored }: LoraSite): string | undefined {
  const { a, b } = loraInputNames(path);
  const [outputs, inputs] = shape;
  if (stored) {
    const [factorA, factorB] = [stored.get(a), stored.get(b)];
    if (!factorA || !factorB || factorA.data.length === 0) return undefined;
    for (const [name, { shape, data }] of [[a, factorA] as const, [b, factorB] as const]) {
      graph.initializer(name, 'float32', shape, data);
      // As an input with a default it is no constant to the runtime, and so meets the same kernels as one that is fed.
      graph.input(name, 'float32', shape);
    }
  } else {
    const rank = `rank.${path}`;
    graph.input(a, 'float32', [inputs, rank]);
    graph.input(b, 'float32', [rank, outputs]);
  }
  return graph.node('MatMul', [graph.node('MatMul', [input, a]), b]);
}

/** Writes masks and rotary tables once, and returns what writes the attention of one layer. */
function writeAttention(graph: GraphBuilder, config: DecoderConfig) {
  const { hidden_size: hidden, num_attention_heads: heads, max_position_embeddings: positions } = config;
  const size = headSize(config);
  const unsqueeze = (x: string, axes: readonly number[]) => graph.node('Unsqueeze', [x, graph.integers(axes)]);
  const tables = rotaryTables(positions, size, config.rope_theta);
  const lookUp = (name: string, data: Float32Array) => {
    const table = graph.initializer(name, 'float32', [positions, size], data);
    return unsqueeze(graph.node('Gather', [table, 'position_ids']), [1]);
  };
  const cosines = lookUp('cosines', tables.cosines);
  const sines = lookUp('sines', tables.sines);
  const bias = writeMask(graph, unsqueeze);

  const split = (x: string) =>
    graph.node('Transpose', [graph.node('Reshape', [x, graph.integers([0, 0, heads, size])])], { perm: [0, 2, 1, 3] });
  const rotate = (x: string) => {
    const [first, second] = graph.splitHalves(x, size / 2);
    const turned = graph.node('Concat', [graph.node('Neg', [second]), first], { axis: -1 });
    return graph.node('Add', [graph.node('Mul', [x, cosines]), graph.node('Mul', [turned, sines])]);
  };
  const extend = (layer: number, part: string, fresh: string) => {
    const past = `past_key_values.${layer}.${part}`;
    graph.input(past, 'float32', ['batch_size', heads, 'past_sequence_length', size]);
    return graph.node('Concat', [past, fresh], { axis: 2 }, `present.${layer}.${part}`);
  };

  return (layer: number, query: string, key: string, value: string): string => {
    const keys = extend(layer, 'key', rotate(split(key)));
    const values = extend(layer, 'value', split(value));
    const products = graph.node('MatMul', [
      rotate(split(query)),
      graph.node('Transpose', [keys], { perm: [0, 1, 3, 2] }),
    ]);
    const scores = graph.node('Add', [graph.node('Mul', [products, graph.scalar(1 / Math.sqrt(size))]), bias]);
    const mixed = graph.node('MatMul', [graph.node('Softmax', [scores], { axis: -1 }), values]);
    const joined = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return graph.node('Reshape', [joined, graph.integers([0, 0, hidden])]);
  };
}

/** Writes the additive mask that hides later positions and padding. */
function writeMask(graph: GraphBuilder, unsqueeze: (x: string, axes: readonly number[]) => string): string {
  const length = (x: string) => graph.node('Gather', [graph.node('Shape', [x]), graph.integer(1)]);
  const total = length('attention_mask');
  const past = graph.node('Sub', [total, length('input_ids')]);
  const range = (from: string) => graph.node('Range', [from, total, graph.integer(1)]);
  const causal = graph.node('LessOrEqual', [unsqueeze(range(graph.integer(0)), [0]), unsqueeze(range(past), [1])]);
  const present = unsqueeze(graph.node('Cast', ['attention_mask'], { to: BOOL }), [1, 2]);
  const visible = graph.node('And', [unsqueeze(causal, [0, 1]), present]);
  return graph.node('Where', [visible, graph.scalar(0), graph.scalar(MASKED)]);
}
