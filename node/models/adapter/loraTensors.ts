import type { DecoderConfig } from '../decoder/config.ts';
import { type Projection, projectionPath, projectionShape } from '../decoder/parameters.ts';
import { createSeededRandom } from '../decoder/seededRandom.ts';

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
