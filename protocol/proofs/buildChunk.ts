import { BaseError } from '../errors/BaseError.ts';
import { type Claim, encodeChunk, FIELD, findModulus } from './chunk.ts';
import { toBf16, toBits } from './floats.ts';
import { interpolate } from './interpolate.ts';
import { topK } from './topK.ts';

/** The most that the second word says: the field has no larger element. */
const LARGEST_REST = FIELD - 1;

/** How many values a chunk commits to, and how exactly. */
export type ChunkOptions = { readonly k: number; readonly isTwoWord: boolean };

/**
 * Builds the chunk that commits to activations: the polynomial through the bf16 patterns of the k largest magnitudes at
 * their flat indices, and one through what bf16 leaves out. @throws UnprovableError
 */
export function buildChunk(values: Float32Array, { k, isTwoWord }: ChunkOptions): Claim {
  if (!values.every(Number.isFinite)) throw new UnprovableError('a value is not a finite number');
  const patterns = Array.from(values, toBf16);
  const { indices } = topK(patterns, k);
  const modulus = indices.length === k ? findModulus(indices) : null;
  if (modulus === null) throw new UnprovableError('there are too few values, or no modulus keeps them apart');
  const xs = indices.map((index) => index % modulus);
  const hi = indices.map((index) => patterns[index] ?? 0);
  const first = interpolate(xs, hi);
  if (!isTwoWord) return { chunk: encodeChunk({ modulus, first }), k, isTwoWord };
  const lo = indices.map((index, i) => restOf(values[index] ?? 0, hi[i] ?? 0));
  return { chunk: encodeChunk({ modulus, first, second: interpolate(xs, lo) }), k, isTwoWord };
}

/** What a bf16 pattern leaves out of an fp32, moved so that it is never negative. */
function restOf(value: number, pattern: number): number {
  return Math.min(toBits(value) - pattern * 65_536 + 32_768, LARGEST_REST);
}

/** Activations that no chunk can commit to. */
export class UnprovableError extends BaseError {
  override readonly name = 'UnprovableError';
  constructor(reason: string) {
    super(`No proof can be made of these values: ${reason}.`);
  }
}
