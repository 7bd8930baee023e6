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
