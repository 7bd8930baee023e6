/** The k largest magnitudes of bf16 patterns. */
export type Top = {
  /** Flat indices in ascending order. */
  readonly indices: readonly number[];
  /** The k-th magnitude. */
  readonly boundary: number;
  /** How many positions have the k-th magnitude. */
  readonly tied: number;
};

const magnitude = (pattern: number) => pattern & 0x7fff;

/** Picks the k largest magnitudes; of equal ones at the boundary the lowest indices. */
export function topK(patterns: readonly number[], k: number): Top {
  const ranked = patterns.map((pattern, index) => ({ index, size: magnitude(pattern) }));
  ranked.sort((a, b) => b.size - a.size || a.index - b.index);
  const chosen = ranked.slice(0, k);
  const boundary = chosen.at(-1)?.size ?? 0;
  return {
    indices: chosen.map(({ index }) => index).sort((a, b) => a - b),
    boundary,
    tied: ranked.filter(({ size }) => size === boundary).length,
  };
}

/** The indices well above the boundary, so that small differences do not change who belongs to the top. */
export function guarded(patterns: readonly number[], k: number): readonly number[] {
  const { indices, boundary } = topK(patterns, k);
  const above = (margin: number) => indices.filter((index) => magnitude(patterns[index] ?? 0) >= boundary + margin);
  return above(2).length >= k / 2 ? above(2) : above(1);
}
