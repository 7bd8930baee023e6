/** The limits that the chain sets on a mixture, in basis points. */
export type Limits = { readonly floor: number; readonly cap: number; readonly maxStep: number };

/** All of a mixture, in basis points. */
export const WHOLE = 10_000;

/** The smallest and largest share that a register may get next. */
export function bounds(current: number, limits: Limits): readonly [lowest: number, highest: number] {
  return [Math.max(limits.floor, current - limits.maxStep), Math.min(limits.cap, current + limits.maxStep)];
}

export type Moved = {
  readonly shares: readonly number[];
  /** The mixture in force, which the limits are counted from. */
  readonly current: readonly number[];
  readonly limits: Limits;
  readonly index: number;
  readonly value: number;
};

/**
 * Moves one share and lets the others make room in proportion to the room they have, so that the sum stays whole and
 * no limit is broken. The moved share stops where the others cannot give or take more.
 */
export function moveShare({ shares, current, limits, index, value }: Moved): readonly number[] {
  const ranges = shares.map((share, i) => bounds(current[i] ?? share, limits));
  const own = ranges[index];
  const old = shares[index];
  if (!own || old === undefined) return shares;
  const wanted = Math.round(Math.min(own[1], Math.max(own[0], value))) - old;
  const room = ranges.map(([lowest, highest], i) => {
    const share = shares[i] ?? 0;
    if (i === index) return 0;
    return Math.max(0, wanted > 0 ? share - lowest : highest - share);
  });
  const total = room.reduce((sum, it) => sum + it, 0);
  const moved = Math.min(Math.abs(wanted), total);
  const parts = apportion(moved, room);
  const sign = Math.sign(wanted);
  return shares.map((share, i) => (i === index ? share + sign * moved : share - sign * (parts[i] ?? 0)));
}

/** Splits a whole amount by weights; the largest remainders get what rounding left over. Needs amount <= sum. */
function apportion(amount: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, it) => sum + it, 0);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (amount * weight) / total);
  const parts = exact.map(Math.floor);
  const order = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .filter(({ rest }) => rest > 0)
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const missing = amount - parts.reduce((sum, it) => sum + it, 0);
  for (const { i } of order.slice(0, missing)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}

/** Says why a mixture cannot be proposed; null when it can. */
export function findFault(shares: readonly number[], current: readonly number[], limits: Limits): string | null {
  if (shares.reduce((sum, it) => sum + it, 0) !== WHOLE) return 'The shares must sum to 100 %.';
  if (shares.every((share, i) => share === current[i])) return 'Nothing has changed yet.';
  const broken = shares.some((share, i) => {
    const [lowest, highest] = bounds(current[i] ?? 0, limits);
    return share < lowest || share > highest;
  });
  return broken ? 'A share is outside its limits.' : null;
}
