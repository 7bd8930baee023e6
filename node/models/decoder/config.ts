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
