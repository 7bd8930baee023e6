/** How many experts to ask, and how long to wait for those behind the leader. */
export type Rung = { readonly width: number; readonly graceMs: number };

export type LadderOptions = {
  /** Scores nearer than this are a thin margin. */
  readonly thinMargin?: number;
  /** A best score below this is low confidence. */
  readonly lowScore?: number;
};

/**
 * Chooses how many experts to ask from the scores, best first: two, so that there is something to compare with, and
 * three when the margin is thin or confidence is low.
 */
export function chooseRung(scores: readonly number[], { thinMargin = 0.1, lowScore = 0.5 }: LadderOptions = {}): Rung {
  const [best = 0, second = 0] = scores;
  const isUnsure = best < lowScore || best - second < thinMargin;
  return isUnsure ? { width: 3, graceMs: 300 } : { width: 2, graceMs: 0 };
}
