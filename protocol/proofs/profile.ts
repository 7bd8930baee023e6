import type { Statistics } from './judge.ts';

/** The largest statistics that stay inside a limit. */
export type Limits = {
  readonly mismatches: number;
  /** Mean mantissa distance, in thousandths. */
  readonly errorMean: number;
  readonly errorMedian: number;
  /** In parts per billion. */
  readonly relativeMedian: bigint;
};

/** Thresholds of a model and runtime class: inside all of `pass` passes, beyond any of `fail` fails. */
export type Profile = { readonly pass: Limits; readonly fail: Limits };

/** What a profile says of a chunk, in the order of the contract's numbers. */
export const CHUNK_VERDICTS = ['INCONCLUSIVE', 'PASS', 'FAIL'] as const;

/** What a profile says of a chunk. */
export type ChunkVerdict = (typeof CHUNK_VERDICTS)[number];

/** Judges statistics by a profile; a chunk of which nothing matches fails under every profile. */
export function applyProfile(statistics: Statistics, { pass, fail }: Profile): ChunkVerdict {
  if (statistics.mismatches >= statistics.points || exceeds(statistics, fail)) return 'FAIL';
  return exceeds(statistics, pass) ? 'INCONCLUSIVE' : 'PASS';
}

function exceeds(statistics: Statistics, limits: Limits): boolean {
  const matching = statistics.points - statistics.mismatches;
  return (
    statistics.mismatches > limits.mismatches ||
    statistics.errorSum * 1_000 > limits.errorMean * matching ||
    statistics.errorMedianHigh > limits.errorMedian ||
    statistics.relativeMedianHigh > limits.relativeMedian
  );
}
