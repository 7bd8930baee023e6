import { z } from 'zod';

/** The shape of a Llama-like decoder, in the field names of a Hugging Face `config.json`. */
export const decoderConfigSchema = z.object({
  vocab_size: z
    .number()
    .int()
    .min(1)
    .max(1 << 18),
  hidden_size: z.number().int().min(2).max(8192),
  intermediate_size: z.number().int().min(1).max(32768),
  num_hidden_layers: z.number().int().min(1).max(128),
  num_attention_heads: z.number().int().min(1).max(128),
  max_position_embeddings: z
    .number()
    .int()
    .min(1)
    .max(1 << 17),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
  bos_token_id: z.number().int().nonnegative(),
  eos_token_id: z.number().int().nonnegative(),
  pad_token_id: z.number().int().nonnegative(),
});

/** A Llama-like decoder: RMSNorm, rotary positions, SwiGLU, one key and value head per query head, tied embeddings. */
export type DecoderConfig = z.infer<typeof decoderConfigSchema>;

/** The size of one attention head. */
export function headSize(config: DecoderConfig): number {
  return config.hidden_size / config.num_attention_heads;
}

/** Cosines and sines of the rotary position embedding, [positions, head size] each. */
export type RotaryTables = { readonly cosines: Float32Array; readonly sines: Float32Array };

/** Computes the rotary tables in the half-split layout of Llama. */
export function rotaryTables(positions: number, headSize: number, theta: number): RotaryTables {
  const cosines = new Float32Array(positions * headSize);
  const sines = new Float32Array(positions * headSize);
  for (let position = 0; position < positions; position++) {
    for (let index = 0; index < headSize; index++) {
      const angle = position * theta ** ((-2 * (index % (headSize / 2))) / headSize);
      cosines[position * headSize + index] = Math.cos(angle);
      sines[position * headSize + index] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}

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

/** A stream of pseudo-random numbers that depends on its seed alone, the same on every machine. */
export type SeededRandom = {
  /** The next number in [0, 1). */
  readonly uniform: () => number;
  /** The next number of a normal distribution with mean 0 and variance 1. */
  readonly normal: () => number;
};

/** Creates the mulberry32 generator for a 32-bit seed. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
