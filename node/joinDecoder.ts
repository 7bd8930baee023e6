import type { DecoderOptions, Generator } from './experts/decoder.ts';
import type { Adapter } from './models/adapter/adapter.ts';
import { loadBase } from './models/base/loadBase.ts';
import type { Ports } from './ports.ts';
import { createDecoder } from './runtime/decoder.ts';
import { runtimeClass } from './runtime/session.ts';

export type JoinedDecoder = {
  readonly generator: Generator<Adapter>;
  readonly base: Omit<DecoderOptions<Adapter>, 'adapter'>;
  readonly stop: () => Promise<void>;
};

/** Starts the decoder over the base model; experts serve with it and the verifier re-computes with it. */
export async function joinDecoder({ config }: Ports): Promise<JoinedDecoder> {
  const base = await loadBase(config.baseModel);
  const decoder = await createDecoder({ base });
  return {
    generator: decoder,
    base: { base: base.weightsHash, tokenizer: base.tokenizerHash, runtimeClass: runtimeClass() },
    stop: decoder.close,
  };
}
