import { type Claim, evaluate } from './chunk.ts';
import { roundBits } from './floats.ts';
import type { Point } from './points.ts';

/** How far claimed and own values lie apart, as the contract counts it (IProofJudge). */
export type Statistics = {
  readonly points: number;
  /** Points whose sign or exponent differs. */
  readonly mismatches: number;
  /** Over the matching points: distances of their 7-bit mantissas. */
  readonly errorSum: number;
  readonly errorMedianLow: number;
  readonly errorMedianHigh: number;
  /** Over the matching points: relative distances in parts per billion; 0 for one word. */
  readonly relativeMedianLow: bigint;
  readonly relativeMedianHigh: bigint;
};

const BILLION = 1_000_000_000n;
const LARGEST = 2n ** 64n - 1n;

/** Compares own values (bf16 patterns, or fp32 bits for two words) with what a chunk claims. */
export function judge(claim: Claim, points: readonly Point[]): Statistics {
  const matching = points.map((point) => compare(claim, point)).filter((it) => it !== null);
  const errors = matching.map(({ error }) => error).sort((a, b) => a - b);
  const relatives = matching.map(({ relative }) => relative).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    points: points.length,
    mismatches: points.length - matching.length,
    errorSum: errors.reduce((sum, error) => sum + error, 0),
    errorMedianLow: errors[Math.floor((errors.length - 1) / 2)] ?? 0,
    errorMedianHigh: errors[Math.floor(errors.length / 2)] ?? 0,
    relativeMedianLow: relatives[Math.floor((relatives.length - 1) / 2)] ?? 0n,
    relativeMedianHigh: relatives[Math.floor(relatives.length / 2)] ?? 0n,
  };
}

/** How far a claimed value lies from the own one, or null when sign or exponent differ. */
function compare(claim: Claim, { index, own }: Point): { readonly error: number; readonly relative: bigint } | null {
  const { hi, lo } = evaluate(claim, index);
  const pattern = claim.isTwoWord ? roundBits(own) : own;
  if (hi >> 7 !== pattern >> 7) return null;
  // A zero of either sign whose second word points below it is no number.
  if (claim.isTwoWord && hi % 32_768 === 0 && lo < 32_768) return null;
  const error = Math.abs((hi & 0x7f) - (pattern & 0x7f));
  return { error, relative: claim.isTwoWord ? relativeError(hi * 65_536 + lo - 32_768, own) : 0n };
}

function relativeError(claimedBits: number, ownBits: number): bigint {
  const [claimed, own] = [toMultiple(claimedBits), toMultiple(ownBits)];
  const gap = claimed > own ? claimed - own : own - claimed;
  if (own === 0n) return gap === 0n ? 0n : LARGEST;
  return (gap * BILLION) / own;
}

/** The magnitude of fp32 bits as a whole multiple of 2^-149, the smallest fp32: nothing is lost. */
function toMultiple(bits: number): bigint {
  const exponent = (bits >>> 23) & 0xff;
  const significand = BigInt(bits & 0x7fffff);
  return exponent === 0 ? significand : (significand | 0x800000n) << BigInt(exponent - 1);
}
