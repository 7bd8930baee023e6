import { type Adapter, loraShapes } from '../../../node/models/adapter/adapter.ts';
import type { BaseModel } from '../../../node/models/base/loadBase.ts';
import { createSeededRandom, type Projection } from '../../../node/models/decoder/parameters.ts';

/** An adapter of random numbers, none of them zero, so that it changes every output. */
export function createTinyAdapter(base: BaseModel, targets: readonly Projection[] = ['q_proj', 'v_proj']): Adapter {
  const random = createSeededRandom(9);
  const settings = { rank: 3, alpha: 6, targets };
  const tensors = new Map<string, Float32Array>();
  for (const [name, [rows, columns]] of loraShapes(base.config, settings)) {
    tensors.set(
      name,
      Float32Array.from({ length: rows * columns }, () => random.normal() * 0.2),
    );
  }
  return { ...settings, baseHash: base.weightsHash, tensors };
}
