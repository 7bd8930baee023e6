import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecoderConfig, headSize, type Parameters, parameterShapes } from '../decoder/parameters.ts';
import { encodeSafetensors, type NamedTensor } from '../safetensors/safetensors.ts';

/** What a base model's folder is written from. */
export type BaseContents = {
  readonly config: DecoderConfig;
  readonly parameters: Parameters;
  /** The text of `tokenizer.json`. */
  readonly tokenizerJson: string;
  readonly tokenizerConfig: object;
};

/** Writes a base model's folder as `loadBase` reads it, weights in half precision, and returns the sha256 of the weights. */
export async function writeBase(directory: string, contents: BaseContents): Promise<string> {
  const { config, parameters, tokenizerJson, tokenizerConfig } = contents;
  const tensors = new Map<string, NamedTensor>();
  for (const [name, shape] of parameterShapes(config)) {
    tensors.set(name, { shape, data: parameters.get(name) as Float32Array });
  }
  const weights = encodeSafetensors({ tensors, metadata: { format: 'pt' } }, 'F16');
  const modelConfig = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    ...config,
    num_key_value_heads: config.num_attention_heads,
    head_dim: headSize(config),
    hidden_act: 'silu',
    tie_word_embeddings: true,
    torch_dtype: 'float16',
    weights_sha256: sha256(weights),
    tokenizer_sha256: sha256(tokenizerJson),
  };
  await mkdir(directory, { recursive: true });
  const write = (file: string, data: string | Uint8Array) => writeFile(join(directory, file), data);
  await write('weights.safetensors', weights);
  await write('tokenizer.json', tokenizerJson);
  await write('tokenizer_config.json', `${JSON.stringify(tokenizerConfig, null, 2)}\n`);
  await write('config.json', `${JSON.stringify(modelConfig, null, 2)}\n`);
  return modelConfig.weights_sha256;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
