/** A stream of pseudo-random numbers that depends on its seed alone, the same on every machine. */
export type SeededRandom = {
  /** The next number in [0, 1). */
  readonly uniform: () => number;
  /** The next number of a normal distribution with mean 0 and variance 1. */
  readonly normal: () => number;
};

/** Creates the mulberry32 generator for a 32-bit seed. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
