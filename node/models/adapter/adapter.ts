import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { DecoderConfig } from '../decoder/config.ts';
import { type Projection, projectionPath, projectionShape } from '../decoder/parameters.ts';
import { createSeededRandom } from '../decoder/seededRandom.ts';

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

/** Gives the name of one LoRA factor: `A` [rank, in] or `B` [out, rank], as PEFT stores them. */
export function loraName(path: string, factor: 'A' | 'B'): string {
  return `base_model.model.${path}.lora_${factor}.weight`;
}

/** Lists the LoRA tensors of an adapter with their shapes. */
export function loraShapes(
  config: DecoderConfig,
  { rank, targets }: { readonly rank: number; readonly targets: readonly Projection[] },
): Map<string, readonly [number, number]> {
  const shapes = new Map<string, readonly [number, number]>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const target of targets) {
      const [outputs, inputs] = projectionShape(config, target);
      const path = projectionPath(layer, target);
      shapes.set(loraName(path, 'A'), [rank, inputs]);
      shapes.set(loraName(path, 'B'), [outputs, rank]);
    }
  }
  return shapes;
}

/** Draws the starting values of an adapter: A random, B zero, so that it changes nothing yet. */
export function initialLoraTensors(
  shapes: ReadonlyMap<string, readonly [number, number]>,
  seed: number,
): Map<string, Float32Array> {
  const random = createSeededRandom(seed);
  const tensors = new Map<string, Float32Array>();
  for (const [name, [rows, columns]] of shapes) {
    const isA = name.endsWith('lora_A.weight');
    const draw = isA ? () => random.normal() / Math.sqrt(columns) : () => 0;
    tensors.set(name, Float32Array.from({ length: rows * columns }, draw));
  }
  return tensors;
}
