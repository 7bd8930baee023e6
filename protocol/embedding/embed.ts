/** Length of every embedding. */
const EMBED_DIMENSIONS = 256;

const LONGEST = 8_000;

/**
 * Embeds a text as a unit vector: words and groups of four letters, hashed to signed dimensions. Needs no weights, and
 * every gate computes the same vector. An empty text gives the zero vector.
 */
export function embed(text: string): Float32Array {
  const vector = new Float32Array(EMBED_DIMENSIONS);
  const words = text
    .slice(0, LONGEST)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .match(/[\p{L}\p{N}]+/gu);
  const counts = new Map<string, number>();
  for (const word of words ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, count] of counts) {
    // Short words join and long words tell, so a word weighs more the longer it is.
    const weight = Math.sqrt(count) * Math.min(1, (word.length / 6) ** 2);
    add(vector, `^${word}`, weight);
    for (let i = 0; i + 4 <= word.length; i += 1) add(vector, word.slice(i, i + 4), weight / 2);
  }
  return toUnit(vector);
}

/** The cosine of two unit vectors. */
export function similarity(a: Float32Array, b: Float32Array): number {
  // Every decision of a gate spends its time here: four sums at once, and casts in place of checks.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const end = a.length - (a.length % 4);
  for (let i = 0; i < end; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (let i = end; i < a.length; i += 1) s0 += (a[i] as number) * (b[i] as number);
  return s0 + s1 + s2 + s3;
}

/** Scales a vector to length one, in place; the zero vector stays. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (length > 0) for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}

/** Packs a unit vector into bytes for a lease: one byte a dimension. */
export function packVector(vector: Float32Array): Uint8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Uint8Array.from(vector, (value) => Math.round((value / largest) * 127) + 128);
}

/** Reads a packed vector; null when it is not one of ours. */
export function unpackVector(bytes: Uint8Array): Float32Array | null {
  if (bytes.byteLength !== EMBED_DIMENSIONS) return null;
  return toUnit(Float32Array.from(bytes, (byte) => byte - 128));
}

function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let i = 0; i < feature.length; i += 1) hash = Math.imul(hash ^ feature.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  const place = (hash >>> 1) % EMBED_DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (hash & 1 ? weight : -weight);
}
