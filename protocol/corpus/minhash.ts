/** Values in a signature, as 16 bands of 8 rows. */
const SIGNATURE_VALUES = 128;
const BANDS = 16;
const ROWS = 8;
const SHINGLE_WORDS = 5;

const PERMUTATIONS = Uint32Array.from({ length: SIGNATURE_VALUES }, (_, i) => mix(Math.imul(i + 1, 0x9e3779b1)));

/** The set of a text's word 5-grams as 32-bit hashes, without case and punctuation; a shorter text is one shingle. */
export function shingle(text: string): ReadonlySet<number> {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [text];
  const count = Math.max(1, words.length - SHINGLE_WORDS + 1);
  return new Set(Array.from({ length: count }, (_, i) => hashText(words.slice(i, i + SHINGLE_WORDS).join(' '))));
}

/** The MinHash signature of a set of shingles (Broder 1997); equal values estimate Jaccard similarity. */
export function sketch(shingles: ReadonlySet<number>): Uint32Array {
  const signature = new Uint32Array(SIGNATURE_VALUES).fill(0xffffffff);
  for (const each of shingles) {
    for (let i = 0; i < SIGNATURE_VALUES; i += 1) {
      const value = mix(each ^ (PERMUTATIONS[i] as number));
      if (value < (signature[i] as number)) signature[i] = value;
    }
  }
  return signature;
}

/** The band keys of a signature; texts that share one are candidates for comparison. */
export function bandKeys(signature: Uint32Array): string[] {
  return Array.from({ length: BANDS }, (_, band) => `${band}:${signature.subarray(band * ROWS, (band + 1) * ROWS)}`);
}

/** Jaccard similarity of two shingle sets in basis points, rounded down. */
export function jaccardBp(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const each of small) if (large.has(each)) shared += 1;
  return Math.floor((shared * 10_000) / (a.size + b.size - shared));
}

/** 32-bit FNV-1a over UTF-16 code units, then mixed. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A bijection of 32-bit numbers that spreads every bit (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
