import type { DecoderParts } from '../experts/kinds/decoder.ts';
import { decodeAdapter } from '../models/adapter/adapter.ts';
import { loadBase } from '../models/base/loadBase.ts';
import type { Ports } from '../ports.ts';
import { createDecoder } from '../runtime/decoder.ts';
import { runtimeClass } from '../runtime/session.ts';

export type JoinedDecoder = DecoderParts & { readonly stop: () => Promise<void> };

/** Starts the language model: experts answer with it and the verifier re-computes with it. */
export async function joinDecoder({ config }: Ports): Promise<JoinedDecoder> {
  const base = await loadBase(config.baseModel);
  const decoder = await createDecoder({ base });
  return {
    generator: decoder,
    decodeAdapter,
    base: { base: base.weightsHash, tokenizer: base.tokenizerHash, runtimeClass: runtimeClass() },
    stop: decoder.close,
  };
}
