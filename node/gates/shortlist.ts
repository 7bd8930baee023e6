import { similarity } from '../../protocol/embedding/embed.ts';

/** What is measured of an expert. */
export type Measurable = {
  readonly expertId: string;
  readonly domain: string;
  readonly centroids: readonly Float32Array[];
};

export type Measured<T extends Measurable> = { readonly candidate: T; readonly similarity: number };

/** The cell of a question when no expert declares anything near it. */
const OUTER_CELL = 'anywhere';

const DEFAULT_WIDTH = 8;

/** Measures how near each expert's declared centroids are to a question. */
export function measure<T extends Measurable>(candidates: readonly T[], vector: Float32Array): readonly Measured<T>[] {
  return candidates.map((candidate) => {
    let nearest = 0;
    for (const centroid of candidate.centroids) nearest = Math.max(nearest, similarity(centroid, vector));
    return { candidate, similarity: nearest };
  });
}

/** The region of question space that outcomes are counted in: the domain declared nearest to the question. */
export function findCell(measured: readonly Measured<Measurable>[]): string {
  let nearest = { domain: OUTER_CELL, similarity: 0 };
  for (const { candidate, similarity: likeness } of measured) {
    const isNearer = likeness > nearest.similarity;
    const isTie = likeness === nearest.similarity && likeness > 0 && candidate.domain < nearest.domain;
    if (isNearer || isTie) nearest = { domain: candidate.domain, similarity: likeness };
  }
  return nearest.domain;
}

/**
 * Takes the experts worth scoring: those whose declared centroids are nearest to the question, and those that did best
 * in its cell.
 */
export function shortlist<T extends Measurable>(
  measured: readonly Measured<T>[],
  { rateOf, width = DEFAULT_WIDTH }: { rateOf: (expertId: string) => number; width?: number },
): readonly Measured<T>[] {
  const nearest = best(measured, width, (one) => one.similarity);
  const proven = best(measured, width, (one) => rateOf(one.candidate.expertId));
  return [...new Set([...nearest, ...proven])];
}

/** The few greatest, in one pass; sorting all of many thousands would take most of a decision's time. */
function best<T>(all: readonly T[], width: number, worthOf: (one: T) => number): readonly T[] {
  const kept: { one: T; value: number }[] = [];
  for (const one of all) {
    const value = worthOf(one);
    if (kept.length === width && value <= (kept.at(-1)?.value ?? 0)) continue;
    const place = kept.findIndex((other) => other.value < value);
    kept.splice(place === -1 ? kept.length : place, 0, { one, value });
    if (kept.length > width) kept.pop();
  }
  return kept.map(({ one }) => one);
}
