import type { DecoderConfig } from './config.ts';
import { createSeededRandom } from './seededRandom.ts';

/** Parameter values by name; names and layouts ([out, in] for matrices) are those of Hugging Face Llama. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/** The shape of each parameter, in the order in which they are stored and hashed. */
export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

export const EMBEDDING = 'model.embed_tokens.weight';
export const FINAL_NORM = 'model.norm.weight';

/** The linear layers of one decoder block, by the name that adapters use. */
export const PROJECTIONS = {
  q_proj: 'self_attn.q_proj',
  k_proj: 'self_attn.k_proj',
  v_proj: 'self_attn.v_proj',
  o_proj: 'self_attn.o_proj',
  gate_proj: 'mlp.gate_proj',
  up_proj: 'mlp.up_proj',
  down_proj: 'mlp.down_proj',
} as const;

/** The name of a linear layer inside a decoder block. */
export type Projection = keyof typeof PROJECTIONS;

/** Gives the path of a linear layer, without `.weight`. */
export function projectionPath(layer: number, projection: Projection): string {
  return `model.layers.${layer}.${PROJECTIONS[projection]}`;
}

/** Gives the [out, in] shape of a linear layer. */
export function projectionShape(config: DecoderConfig, projection: Projection): readonly [number, number] {
  const { hidden_size: hidden, intermediate_size: inner } = config;
  if (projection === 'gate_proj' || projection === 'up_proj') return [inner, hidden];
  return projection === 'down_proj' ? [hidden, inner] : [hidden, hidden];
}

export function attentionNorm(layer: number): string {
  return `model.layers.${layer}.input_layernorm.weight`;
}

export function feedForwardNorm(layer: number): string {
  return `model.layers.${layer}.post_attention_layernorm.weight`;
}

/** Lists every parameter of a decoder with its shape. */
export function parameterShapes(config: DecoderConfig): ParameterShapes {
  const shapes = new Map<string, readonly number[]>([[EMBEDDING, [config.vocab_size, config.hidden_size]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    shapes.set(attentionNorm(layer), [config.hidden_size]);
    shapes.set(feedForwardNorm(layer), [config.hidden_size]);
    for (const projection of Object.keys(PROJECTIONS) as Projection[]) {
      shapes.set(`${projectionPath(layer, projection)}.weight`, projectionShape(config, projection));
    }
  }
  return shapes.set(FINAL_NORM, [config.hidden_size]);
}

/** Draws the starting parameters of a decoder from a seed. */
export function initialParameters(config: DecoderConfig, seed: number): Parameters {
  const random = createSeededRandom(seed);
  const parameters = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(config)) {
    const size = shape.reduce((product, each) => product * each, 1);
    // Layers that add to the residual stream start smaller, so that its variance does not grow with depth.
    const addsToResidual = /\.(o_proj|down_proj)\.weight$/.test(name);
    const deviation = addsToResidual ? 0.02 / Math.sqrt(2 * config.num_hidden_layers) : 0.02;
    const draw = shape.length === 1 ? () => 1 : () => random.normal() * deviation;
    parameters.set(name, Float32Array.from({ length: size }, draw));
  }
  return parameters;
}
