/** What a vector file says of activations that it does not spell out. */
export type Generated = { readonly seed: number; readonly T: number; readonly D: number; readonly mode: string };

/** A noise that a vector file lays over activations. */
export type Noise = { readonly kind: string; readonly eps: number; readonly noise_seed: number };

/** The vectors' counter-based generator of 32-bit numbers. */
export function mix32(seed: number, index: number): number {
  let hash = (Math.imul(index, 0x9e3779b9) + seed) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Nearly normal numbers: sums of twelve 16-bit halves. */
export function gauss(seed: number, index: number): number {
  let sum = -393210;
  for (let part = 0; part < 6; part += 1) {
    const word = mix32(seed, 6 * index + part);
    sum += (word >>> 16) + (word & 0xffff);
  }
  return sum / 65536;
}

/** Factor of one channel: 1 everywhere for 'plain', a few large ones for 'outlier'. */
export function gainOf(seed: number, channel: number, mode: string): number {
  if (mode !== 'outlier') return 1;
  const word = mix32((seed ^ 0xa5a5a5a5) >>> 0, channel);
  if (word % 512 === 0) return 64;
  return word % 64 === 0 ? 8 : 1;
}

/** Activations in fp32, row by row. */
export function makeActivations({ seed, T, D, mode }: Generated): Float32Array {
  const gains = Array.from({ length: D }, (_, channel) => gainOf(seed, channel, mode));
  return Float32Array.from({ length: T * D }, (_, index) => gauss(seed, index) * (gains[index % D] ?? 1));
}

/** Uniform noise between -1 and 1. */
export const noiseAt = (seed: number, index: number) => mix32(seed, index) / 2 ** 31 - 1;

/** Activations with noise, relative to each value or absolute; 'other' stands for those of another seed. */
export function disturb(values: Float32Array, block: Generated, { kind, eps, noise_seed }: Noise): Float32Array {
  if (kind === 'other') return makeActivations({ ...block, seed: noise_seed });
  return values.map((value, index) => {
    const noise = eps * noiseAt(noise_seed, index);
    return kind === 'abs' ? value + noise : value * (1 + noise);
  });
}
