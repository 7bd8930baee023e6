import { similarity } from './embed.ts';

/** What shortlisting needs to know of an expert. */
export type Listed = { readonly expertId: string; readonly centroids: readonly Float32Array[] };

export type Shortlisted<T extends Listed> = { readonly candidate: T; readonly similarity: number };

const DEFAULT_WIDTH = 8;

/**
 * Takes the experts worth scoring: those whose declared centroids are nearest to the question, and those that did best
 * in its cell.
 */
export function shortlist<T extends Listed>(
  candidates: readonly T[],
  {
    vector,
    rateOf,
    width = DEFAULT_WIDTH,
  }: { vector: Float32Array; rateOf: (expertId: string) => number; width?: number },
): readonly Shortlisted<T>[] {
  const all = candidates.map((candidate) => ({
    candidate,
    similarity: candidate.centroids.reduce((most, centroid) => Math.max(most, similarity(centroid, vector)), 0),
    rate: rateOf(candidate.expertId),
  }));
  const nearest = [...all].sort((a, b) => b.similarity - a.similarity).slice(0, width);
  const proven = [...all].sort((a, b) => b.rate - a.rate).slice(0, width);
  return [...new Set([...nearest, ...proven])];
}
