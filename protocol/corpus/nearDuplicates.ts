import { compareText } from '../compareText.ts';

/** Word 5-gram Jaccard similarity from which two texts count as one, in basis points. */
const NEAR_DUPLICATE_BP = 7_000;

/** A text with its place in time. */
export type PositionedText = {
  readonly id: string;
  /** Smallest index at which a log holds the deposit. */
  readonly position: number;
  readonly text: string;
};

/** A deposit that repeats an earlier one. */
export type NearDuplicate = { readonly id: string; readonly of: string; readonly similarityBp: number };

/**
 * Finds texts that repeat an earlier text (smallest log position, then identifier). The earliest of a group survives;
 * every other one names the survivor it was compared with. The result is sorted by identifier.
 */
export function findNearDuplicates(texts: readonly PositionedText[]): NearDuplicate[] {
  const ordered = [...texts].sort((a, b) => a.position - b.position || compareText(a.id, b.id));
  const survivors = new Map<string, ReadonlySet<number>>();
  const bands = new Map<string, string[]>();
  const duplicates: NearDuplicate[] = [];
  for (const { id, text } of ordered) {
    const shingles = shingle(text);
    const keys = bandKeys(sketch(shingles));
    const candidates = [...new Set(keys.flatMap((key) => bands.get(key) ?? []))];
    const closest = findClosest(shingles, candidates, survivors);
    if (closest) {
      duplicates.push({ id, ...closest });
      continue;
    }
    survivors.set(id, shingles);
    for (const key of keys) {
      const band = bands.get(key);
      if (band) band.push(id);
      else bands.set(key, [id]);
    }
  }
  return duplicates.sort((a, b) => compareText(a.id, b.id));
}

function findClosest(
  shingles: ReadonlySet<number>,
  candidates: readonly string[],
  survivors: ReadonlyMap<string, ReadonlySet<number>>,
): { of: string; similarityBp: number } | undefined {
  return candidates
    .map((of) => ({ of, similarityBp: jaccardBp(shingles, survivors.get(of) ?? new Set()) }))
    .filter(({ similarityBp }) => similarityBp >= NEAR_DUPLICATE_BP)
    .sort((a, b) => b.similarityBp - a.similarityBp || compareText(a.of, b.of))[0];
}

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
