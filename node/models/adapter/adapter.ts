import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { DecoderConfig } from '../decoder/config.ts';
import type { Projection } from '../decoder/parameters.ts';
import { loraShapes } from './loraTensors.ts';

/** A LoRA adapter over a base decoder. */
export type Adapter = {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
  /** sha256 of the base weights that it was trained over. */
  readonly baseHash: `0x${string}`;
  /** A [rank, in] and B [out, rank] by PEFT name, in the order of `loraShapes`. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
};

/** Throws unless an adapter's tensors are exactly those that a base of this shape can take. */
export function assertAdapterFits(adapter: Adapter, config: DecoderConfig): void {
  const shapes = loraShapes(config, adapter);
  for (const [name, [rows, columns]] of shapes) {
    if (adapter.tensors.get(name)?.length !== rows * columns)
      throw new AdapterError('a tensor does not fit the base', name);
  }
  for (const name of adapter.tensors.keys()) {
    if (!shapes.has(name)) throw new AdapterError('a tensor has no place in the base', name);
  }
}

/** An adapter cannot be used. */
export class AdapterError extends BaseError {
  override readonly name = 'AdapterError';
  override readonly kind = 'invalid';
  constructor(reason: string, tensor?: string, cause?: unknown) {
    super(`This adapter cannot be used: ${reason}.`, {
      values: tensor === undefined ? {} : { tensor },
      hint: 'Use an adapter that was trained over the same base.',
      cause,
    });
  }
}
