import { readWords } from './floats.ts';

/** The number of elements of the field that chunks are polynomials over. */
export const FIELD = 65_497;

const MODULUS_FLOOR = 32_769;

/** A chunk of a node's proof, as it is judged: big-endian words, a modulus and then coefficients in ascending power. */
export type Claim = {
  readonly chunk: Uint8Array;
  /** Coefficients of each polynomial. */
  readonly k: number;
  /** Whether a second polynomial gives what bf16 leaves out of an fp32. */
  readonly isTwoWord: boolean;
};

/** The polynomials of a chunk. */
export type Polynomials = {
  readonly modulus: number;
  readonly first: readonly number[];
  readonly second?: readonly number[];
};

/** Writes a chunk: two bytes for each word. */
export function encodeChunk({ modulus, first, second = [] }: Polynomials): Uint8Array {
  return Uint8Array.from([modulus, ...first, ...second].flatMap((word) => [word >> 8, word & 255]));
}

/** Why a chunk is not even looked at, by the name of the contract's error, or null. */
export function faultOf({ chunk, k, isTwoWord }: Claim): string | null {
  if (k < 2 || k > 256) return 'CoefficientCountInvalid';
  if (chunk.length !== 2 + k * (isTwoWord ? 4 : 2)) return 'ChunkLengthInvalid';
  const [modulus = 0, ...coefficients] = readWords(chunk);
  if (modulus < MODULUS_FLOOR || modulus > FIELD) return 'ModulusInvalid';
  if (coefficients.slice(0, k).some((it) => it >= FIELD)) return 'CoefficientInvalid';
  if (coefficients.slice(1, k).every((it) => it === 0)) return 'ChunkConstant';
  return coefficients.some((it) => it >= FIELD) ? 'CoefficientInvalid' : null;
}

/** What a chunk claims at an index: a bf16 pattern, and what is missing to the fp32 where there are two words. */
export function evaluate({ chunk, k, isTwoWord }: Claim, index: number): { hi: number; lo: number } {
  const [modulus = 1, ...coefficients] = readWords(chunk);
  const x = index % modulus;
  const horner = (row: readonly number[]) =>
    row.reduceRight((value, coefficient) => (value * x + coefficient) % FIELD, 0);
  return { hi: horner(coefficients.slice(0, k)), lo: isTwoWord ? horner(coefficients.slice(k)) : 0 };
}

/** The largest modulus under which all indices differ, or null when there is none that a judge takes. */
export function findModulus(indices: readonly number[]): number | null {
  for (let modulus = FIELD; modulus >= MODULUS_FLOOR; modulus -= 1) {
    if (new Set(indices.map((index) => index % modulus)).size === indices.length) return modulus;
  }
  return null;
}
