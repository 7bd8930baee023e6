import { drawBeta } from './drawBeta.ts';
import type { Random } from './random.ts';

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
