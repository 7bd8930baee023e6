import { createHash } from 'node:crypto';
import type { BaseModel } from '../../../node/models/base/loadBase.ts';
import { type DecoderConfig, initialParameters } from '../../../node/models/decoder/parameters.ts';
import type { TokenizerFile } from '../../../node/models/decoder/tokenizer.ts';
import { trainBytePairs } from '../../../node/training/bytePairs.ts';
import { tokenizerFile } from '../../../node/training/tokenizerFile.ts';

const SPECIAL_TOKENS = ['<|pad|>', '<|begin|>', '<|end|>'];
const TEXT = 'the seed falls and the seed grows; we keep the seed and we sow the seed again. '.repeat(20);

const tinyConfig: DecoderConfig = {
  vocab_size: 280,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 0,
};

/** A base of a few thousand random parameters, large enough for its logits to differ. */
export function createTinyBase(seed = 3): BaseModel {
  const file = tokenizerFile(trainBytePairs(TEXT, tinyConfig.vocab_size, SPECIAL_TOKENS), SPECIAL_TOKENS);
  const drawn = initialParameters(tinyConfig, seed);
  const parameters = new Map(
    [...drawn].map(([name, data]) => [name, /norm/.test(name) ? data : data.map((x) => x * 10)]),
  );
  const hash = createHash('sha256');
  for (const data of parameters.values()) hash.update(new Uint8Array(data.buffer));
  return {
    config: tinyConfig,
    parameters,
    tokenizerJson: file as TokenizerFile,
    tokenizerConfig: { tokenizer_class: 'PreTrainedTokenizerFast' },
    weightsHash: `0x${hash.digest('hex')}`,
    tokenizerHash: `0x${'0'.repeat(64)}`,
  };
}
