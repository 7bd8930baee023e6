/** Numbers in [0, 1) that are the same for the same seed. */
export type Random = () => number;

/** A small seeded generator (mulberry32): simulations print the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of the normal distribution. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random() || 1e-12)) * Math.cos(2 * Math.PI * random());
}

/** A factor around 1 whose logarithm has this deviation. */
export function drawFactor(random: Random, deviation: number): number {
  return Math.exp(deviation * drawNormal(random) - (deviation * deviation) / 2);
}
