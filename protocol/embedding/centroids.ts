import { embed, packVector, similarity, toUnit } from './embed.ts';

/** The most centroids that a lease may declare for one expert. */
const MOST_CENTROIDS = 8;

const ROUNDS = 4;

/** Computes the packed centroids that an expert over these texts declares; the same texts always give the same. */
export function declareCentroids(texts: readonly string[], most: number = MOST_CENTROIDS): readonly Uint8Array[] {
  const vectors = texts.map(embed);
  let centroids = spread(vectors, most);
  for (let round = 0; round < ROUNDS && vectors.length > most; round += 1) {
    const sums = centroids.map((centroid) => new Float32Array(centroid.length));
    for (const vector of vectors) {
      const sum = sums[nearest(centroids, vector)];
      if (sum) for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
    }
    centroids = sums.map(toUnit);
  }
  return centroids.map(packVector);
}

/** Takes the first vector, then each time the one that is least like those taken. */
function spread(vectors: readonly Float32Array[], most: number): Float32Array[] {
  const taken = vectors.slice(0, 1);
  while (taken.length < Math.min(most, vectors.length)) {
    const likeness = vectors.map((vector) => Math.max(...taken.map((other) => similarity(vector, other))));
    const next = vectors[likeness.indexOf(Math.min(...likeness))];
    if (next) taken.push(next);
  }
  return taken;
}

function nearest(centroids: readonly Float32Array[], vector: Float32Array): number {
  const likeness = centroids.map((centroid) => similarity(centroid, vector));
  return likeness.indexOf(Math.max(...likeness));
}
