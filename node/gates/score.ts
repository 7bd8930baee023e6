import { similarity } from '../../protocol/embedding/embed.ts';

/** The next number in [0, 1). */
export type Random = () => number;

/** What is known of one expert for one question. */
export type Evidence = {
  readonly expertId: string;
  /** How often experts that look as near as this one turned out right, in [0, 1]. */
  readonly prior: number;
  readonly successes: number;
  readonly trials: number;
};

export type ScoreOptions = {
  readonly random: Random;
  /** How many observations a declared centroid is worth. */
  readonly priorWeight?: number;
  /** How much narrower than honest the draws are; 1 explores most. */
  readonly temper?: number;
  /** Share of requests that go to any of the shortlist. */
  readonly floor?: number;
};

export type Choice = {
  /** Experts, best first. */
  readonly order: readonly { readonly expertId: string; readonly score: number }[];
  /** Probability with which this rule puts this expert first. */
  readonly propensity: number;
};

const REPEATS = 16;

/**
 * Orders experts by tempered Thompson sampling: each one's score is a draw from the Beta distribution of its successes,
 * and a small floor sends a few requests to any of them, so that none is locked in or out.
 */
export function scoreCandidates(evidence: readonly Evidence[], options: ScoreOptions): Choice {
  const { random, priorWeight = 3, temper = 12, floor = 0.03 } = options;
  if (evidence.length === 0) return { order: [], propensity: 0 };
  const shapes = evidence.map(({ expertId, prior, successes, trials }) => ({
    expertId,
    alpha: temper * (priorWeight * prior + successes) || Number.EPSILON,
    beta: temper * (priorWeight * (1 - prior) + trials - successes) || Number.EPSILON,
  }));
  const draw = () =>
    shapes
      .map(({ expertId, alpha, beta }) => ({ expertId, score: drawBeta(alpha, beta, random) }))
      .sort((a, b) => b.score - a.score);

  const isExploring = random() < floor;
  const drawn = draw();
  const chosen = isExploring ? drawn[Math.floor(random() * drawn.length)] : drawn[0];
  const order = chosen ? [chosen, ...drawn.filter((one) => one !== chosen)] : drawn;
  let firsts = 0;
  for (let i = 0; i < REPEATS; i += 1) if (draw()[0]?.expertId === chosen?.expertId) firsts += 1;
  // One is added on each side, so that a choice that was made never has the propensity zero.
  const propensity = (1 - floor) * ((firsts + 1) / (REPEATS + 2)) + floor / drawn.length;
  return { order, propensity };
}

/** Draws from the Beta distribution. */
function drawBeta(alpha: number, beta: number, random: Random): number {
  const x = drawGamma(alpha, random);
  const y = drawGamma(beta, random);
  return x + y === 0 ? alpha / (alpha + beta) : x / (x + y);
}

/** Marsaglia and Tsang (2000); shapes below one are lifted by their identity. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (random() || Number.MIN_VALUE) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(random() || Number.MIN_VALUE) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Creates the mulberry32 generator: a seed of 32 bits gives the same numbers everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

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
