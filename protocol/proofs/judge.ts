import { fromBits, readWords } from './floats.ts';

const FIELD = 65497;

export type Point = { readonly index: number; readonly own: number };
export type Claim = { readonly chunk: Uint8Array; readonly k: number; readonly isTwoWord: boolean };

/** Why a chunk is not even looked at, by the name of the contract's error, or null. */
export function faultOf({ chunk, k, isTwoWord }: Claim): string | null {
  if (k < 2 || k > 256) return 'CoefficientCountInvalid';
  if (chunk.length !== 2 + k * (isTwoWord ? 4 : 2)) return 'ChunkLengthInvalid';
  const [modulus = 0, ...coefficients] = readWords(chunk);
  if (modulus <= 32768 || modulus > FIELD) return 'ModulusInvalid';
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

/** Compares own values (bf16 patterns, or fp32 bits for two words) with what a chunk claims. */
export function judge(claim: Claim, points: readonly Point[]) {
  const seen = points.map(({ index, own }) => compare(claim, index, own));
  const matching = seen.filter((it) => it.isSameExponent && it.isSameSign);
  const errors = matching.map((it) => it.error);
  const relatives = claim.isTwoWord ? matching.map((it) => it.relative) : [];
  return {
    points: points.length,
    mismatches: points.length - matching.length,
    errorSum: errors.reduce((sum, error) => sum + error, 0),
    errorMedianLow: middle(errors, -1),
    errorMedianHigh: middle(errors, 0),
    relativeMedianLow: middle(relatives, -1),
    relativeMedianHigh: middle(relatives, 0),
  };
}

/** The reference's own statistics, which do not look at the sign. */
export function judgeAsReference(claim: Claim, points: readonly Point[]) {
  const seen = points.map(({ index, own }) => compare(claim, index, own));
  const errors = seen.filter((it) => it.isSameExponent).map((it) => it.error);
  const isNone = errors.length === 0;
  return {
    mismatches: seen.length - errors.length,
    mean: isNone ? 2 ** 64 : errors.reduce((sum, error) => sum + error, 0) / errors.length,
    medianCpp: isNone ? 2 ** 64 : middle(errors, 0),
    medianPython: isNone ? 2 ** 64 : (middle(errors, -1) + middle(errors, 0)) / 2,
    signFlips: seen.filter((it) => it.isSameExponent && !it.isSameSign).length,
  };
}

function compare(claim: Claim, index: number, own: number) {
  const { hi, lo } = evaluate(claim, index);
  const pattern = claim.isTwoWord ? roundBits(own) : own;
  const claimedBits = hi * 65536 + lo - 32768;
  const isNumber = !claim.isTwoWord || hi % 32768 !== 0 || lo >= 32768;
  return {
    isSameExponent: isNumber && (hi & 0x7f80) === (pattern & 0x7f80),
    isSameSign: hi < 32768 === pattern < 32768,
    error: Math.abs((hi & 0x7f) - (pattern & 0x7f)),
    relative: claim.isTwoWord && isNumber ? relativeError(claimedBits, own) : 0,
  };
}

function roundBits(bits: number): number {
  const rest = bits % 65536;
  const below = (bits - rest) / 65536;
  return rest > 32768 || (rest === 32768 && below % 2 === 1) ? below + 1 : below;
}

/** In parts per billion, rounded down. Every fp32 is a whole multiple of 2^-149, so nothing is lost. */
function relativeError(claimedBits: number, ownBits: number): number {
  const [claimed, own] = [claimedBits, ownBits].map((bits) => Math.abs(fromBits(bits)));
  if (!Number.isFinite(claimed)) return Number.NaN;
  const [a, b] = [BigInt((claimed ?? 0) * 2 ** 149), BigInt((own ?? 0) * 2 ** 149)];
  const gap = a > b ? a - b : b - a;
  return Number((gap * 1_000_000_000n) / b);
}

/** The upper median, or with a shift of -1 the lower one. */
function middle(values: readonly number[], shift: 0 | -1): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length + shift) / 2)] ?? 0;
}
