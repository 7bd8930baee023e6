import { type Claim, evaluate } from '../../../protocol/proofs/chunk.ts';
import type { Point } from '../../../protocol/proofs/points.ts';

/** The reference's own statistics, which do not look at the sign. */
export function judgeAsReference(claim: Claim, points: readonly Point[]) {
  const seen = points.map(({ index, own }) => compare(evaluate(claim, index).hi, own));
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

function compare(claimed: number, own: number) {
  return {
    isSameExponent: (claimed & 0x7f80) === (own & 0x7f80),
    isSameSign: claimed < 32768 === own < 32768,
    error: Math.abs((claimed & 0x7f) - (own & 0x7f)),
  };
}

/** The upper median, or with a shift of -1 the lower one. */
function middle(values: readonly number[], shift: 0 | -1): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length + shift) / 2)] ?? 0;
}
