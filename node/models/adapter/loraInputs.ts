import {
  type DecoderConfig,
  PROJECTIONS,
  type Projection,
  projectionPath,
  projectionShape,
} from '../decoder/parameters.ts';
import { type Adapter, loraName } from './adapter.ts';

/** An adapter as the inference graph takes it: each input's data and shape by name. */
export type LoraInputs = ReadonlyMap<string, { readonly data: Float32Array; readonly shape: readonly number[] }>;

/** Gives the graph inputs of a linear layer's adapter: A [in, rank] and B [rank, out] with the scale folded in. */
export function loraInputNames(path: string): { readonly a: string; readonly b: string } {
  return { a: `lora.${path}.A`, b: `lora.${path}.B` };
}

/** Turns an adapter into graph inputs: transposed, the scale folded into B, and rank 0 where it has nothing. */
export function toLoraInputs(config: DecoderConfig, adapter?: Adapter): LoraInputs {
  const inputs = new Map<string, { data: Float32Array; shape: readonly number[] }>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const projection of Object.keys(PROJECTIONS) as Projection[]) {
      const path = projectionPath(layer, projection);
      const [outputWidth, inputWidth] = projectionShape(config, projection);
      const { a, b } = loraInputNames(path);
      const tensorA = adapter?.tensors.get(loraName(path, 'A'));
      const tensorB = adapter?.tensors.get(loraName(path, 'B'));
      const rank = adapter && tensorA && tensorB ? adapter.rank : 0;
      const factor = adapter ? adapter.alpha / adapter.rank : 0;
      inputs.set(a, { data: transpose(tensorA ?? new Float32Array(), rank, 1), shape: [inputWidth, rank] });
      inputs.set(b, {
        data: transpose(tensorB ?? new Float32Array(), outputWidth, factor),
        shape: [rank, outputWidth],
      });
    }
  }
  return inputs;
}

/** Transposes a matrix of `rows` rows and multiplies it by `factor`. */
function transpose(data: Float32Array, rows: number, factor: number): Float32Array {
  const columns = rows === 0 ? 0 : data.length / rows;
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = (data[row * columns + column] as number) * factor;
    }
  }
  return result;
}
