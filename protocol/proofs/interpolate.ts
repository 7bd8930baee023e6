import { FIELD } from './chunk.ts';

/**
 * Coefficients, in ascending power, of the polynomial through points over the field: divided differences (Newton), then
 * expansion. Products of two elements stay below 2^32, so that they are exact.
 */
export function interpolate(xs: readonly number[], ys: readonly number[]): number[] {
  const differences = ys.map((y) => y % FIELD);
  for (let order = 1; order < xs.length; order += 1) {
    for (let i = xs.length - 1; i >= order; i -= 1) {
      const rise = FIELD + at(differences, i) - at(differences, i - 1);
      const run = FIELD + at(xs, i) - at(xs, i - order);
      differences[i] = ((rise % FIELD) * invert(run % FIELD)) % FIELD;
    }
  }
  const coefficients = new Array<number>(xs.length).fill(0);
  for (let i = xs.length - 1; i >= 0; i -= 1) {
    // The polynomial so far times (x - xs[i]), and the next difference added.
    const minus = FIELD - at(xs, i);
    for (let power = xs.length - 1; power > 0; power -= 1) {
      coefficients[power] = (at(coefficients, power) * minus + at(coefficients, power - 1)) % FIELD;
    }
    coefficients[0] = (at(coefficients, 0) * minus + at(differences, i)) % FIELD;
  }
  return coefficients;
}

/** The inverse in the field, by Euclid. */
function invert(value: number): number {
  let [low, high, factor, before] = [value, FIELD, 1, 0];
  while (low > 1) {
    const quotient = Math.floor(high / low);
    [low, high] = [high - quotient * low, low];
    [factor, before] = [before - quotient * factor, factor];
  }
  return ((factor % FIELD) + FIELD) % FIELD;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
