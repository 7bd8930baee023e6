import type { CID } from 'multiformats/cid';
import { type Hex, sha256 } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createDecoderExpert, type DecoderOptions, type Generator } from './decoder.ts';
import type { ExpertVersion } from './expert.ts';

export type OfferedAdapter = {
  readonly bytes: Uint8Array;
  /** What the chain says the bytes hash to (SHA-256). */
  readonly hash: Hex;
  readonly cid: CID;
};

/** Checks an adapter's bytes and gives the decoder version that answers with it. @throws AdapterMismatchError */
export function adoptAdapter<Adapter>(
  offered: OfferedAdapter,
  components: {
    readonly generator: Generator<Adapter>;
    readonly decodeAdapter: (bytes: Uint8Array) => Adapter;
    readonly base: Omit<DecoderOptions<Adapter>, 'adapter'>;
  },
): ExpertVersion {
  const { bytes, hash, cid } = offered;
  const found = sha256(bytes);
  if (found !== hash.toLowerCase()) throw new AdapterMismatchError(hash, found);
  const value = components.decodeAdapter(bytes);
  return createDecoderExpert(components.generator, { ...components.base, adapter: { value, hash: found, cid } });
}

export class AdapterMismatchError extends BaseError {
  override readonly name = 'AdapterMismatchError';
  override readonly kind = 'invalid';
  constructor(expected: Hex, found: Hex) {
    super('The adapter is not the one that the chain names.', { values: { expected, found } });
  }
}
