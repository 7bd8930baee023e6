import { type Hex, sha256, toHex } from 'viem';
import type { Candidate } from './candidate.ts';
import { packVector, similarity } from './embed.ts';

/** The regions of question space that outcomes are counted in: one per declared domain. */
export type Cells = {
  /** Names this division, so that tables of different divisions are never mixed. */
  readonly version: Hex;
  /** The cell of a question: the domain that has the centroid nearest to it. */
  readonly find: (vector: Float32Array) => string;
};

/** The cell of a question when no expert declares a domain. */
export const OUTER_CELL = 'anywhere';

/** Divides question space by the centroids that the experts of the directory declare. */
export function createCells(candidates: readonly Pick<Candidate, 'domain' | 'centroids'>[]): Cells {
  const anchors = candidates
    .flatMap(({ domain, centroids }) => centroids.map((centroid) => ({ domain, centroid })))
    .sort((a, b) => (a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0));
  const bytes = anchors.flatMap(({ domain, centroid }) => [toHex(domain), toHex(packVector(centroid))]);
  return {
    version: sha256(toHex(bytes.join())),
    find: (vector) => {
      let best = { domain: OUTER_CELL, likeness: 0 };
      for (const { domain, centroid } of anchors) {
        const likeness = similarity(centroid, vector);
        if (likeness > best.likeness) best = { domain, likeness };
      }
      return best.domain;
    },
  };
}
