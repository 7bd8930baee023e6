import type { Measurable, Measured } from './measure.ts';

const DEFAULT_WIDTH = 8;

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
