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
