import { compareText } from '../compareText.ts';
import { createGroups } from './groups.ts';

/** Jaccard similarity of 5-grams from which two texts count as one, in basis points. */
const NEAR_DUPLICATE_BP = 7_000;
/** From here on they resemble each other: what was trained on one says little about the other. */
const SIMILAR_BP = 3_000;

/** Where a deposit stands in time: the block whose head first held it, then its log and place in it. */
export type Anchor = { readonly block: number; readonly logId: number; readonly position: number };

/** A text with its place in time. */
export type AnchoredText = { readonly id: string; readonly anchor: Anchor; readonly text: string };

/** A deposit that repeats an earlier one. */
export type NearDuplicate = { readonly id: string; readonly of: string; readonly similarityBp: number };

/** What texts have in common. */
export type Resemblances = {
  /** Each names the earlier text that it repeats. */
  readonly nearDuplicates: readonly NearDuplicate[];
  /** Pairs of other texts that resemble each other less; no more of them than join all that belong together. */
  readonly similar: readonly NearDuplicate[];
};

/** Earlier first: by block, then log, then place, which differ for any two deposits. */
export function compareAnchors(a: Anchor, b: Anchor): number {
  return a.block - b.block || a.logId - b.logId || a.position - b.position;
}

/**
 * Finds texts that repeat or resemble an earlier text. Time is that of the chain, so a copy never displaces what it was
 * copied from, whichever log it went to. The earliest of a group of near-duplicates survives; every other one names the
 * survivor it was compared with. Both lists are sorted.
 */
export function findResemblances(texts: readonly AnchoredText[]): Resemblances {
  const ordered = [...texts].sort((a, b) => compareAnchors(a.anchor, b.anchor) || compareText(a.id, b.id));
  const survivors = new Map<string, ReadonlySet<number>>();
  const bands = new Map<string, string[]>();
  const nearDuplicates: NearDuplicate[] = [];
  const similar: NearDuplicate[] = [];
  const groups = createGroups();
  for (const { id, text } of ordered) {
    const shingles = shingle(text);
    const keys = bandKeys(sketch(shingles));
    const candidates = [...new Set(keys.flatMap((key) => bands.get(key) ?? []))];
    const alike = compareWith(shingles, candidates, survivors).map((found) => ({ id, ...found }));
    const [closest] = alike;
    if (closest && closest.similarityBp >= NEAR_DUPLICATE_BP) {
      nearDuplicates.push(closest);
      continue;
    }
    similar.push(...alike.filter(({ of }) => groups.join(id, of)));
    survivors.set(id, shingles);
    for (const key of keys) {
      const band = bands.get(key) ?? [];
      // Those that came first stand for the rest, so that many texts of one mould cost no more than time in proportion.
      if (band.length < BAND_TEXTS) bands.set(key, [...band, id]);
    }
  }
  const sorted = (found: NearDuplicate[]) => found.sort((a, b) => compareText(a.id, b.id) || compareText(a.of, b.of));
  return { nearDuplicates: sorted(nearDuplicates), similar: sorted(similar) };
}

/** Those of the candidates that a text resembles, closest first. */
function compareWith(
  shingles: ReadonlySet<number>,
  candidates: readonly string[],
  survivors: ReadonlyMap<string, ReadonlySet<number>>,
): readonly { readonly of: string; readonly similarityBp: number }[] {
  return candidates
    .map((of) => ({ of, similarityBp: jaccardBp(shingles, survivors.get(of) ?? new Set()) }))
    .filter(({ similarityBp }) => similarityBp >= SIMILAR_BP)
    .sort((a, b) => b.similarityBp - a.similarityBp || compareText(a.of, b.of));
}

/** Values in a signature, of which 42 bands of 3 find nearly all pairs that are 40 % alike, and half of those at 25 %. */
const SIGNATURE_VALUES = 126;
const BANDS = 42;
const ROWS = 3;
const BAND_TEXTS = 32;
const SHINGLE_SEGMENTS = 5;

const PERMUTATIONS = Uint32Array.from({ length: SIGNATURE_VALUES }, (_, i) => mix(Math.imul(i + 1, 0x9e3779b1)));

/** A letter of a script that is written without spaces, with its marks; a word of any other. */
const UNSPACED = String.raw`(?=\p{L})[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]`;
const SEGMENT = new RegExp(String.raw`${UNSPACED}\p{M}*|(?:(?!${UNSPACED})[\p{L}\p{M}\p{N}])+`, 'gu');

/** What a reader does not see: put between letters, it would make every word of a copy another word. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The set of a text's 5-grams as 32-bit hashes, without case, punctuation and what cannot be seen, and whatever the width
 * of its letters; a shorter text is one shingle. They are of words, and of letters where a script has no spaces: a
 * dictionary of words would differ from one machine to the next.
 */
export function shingle(text: string): ReadonlySet<number> {
  const segments = text.normalize('NFKC').replace(UNSEEN, '').toLowerCase().match(SEGMENT) ?? [text];
  const count = Math.max(1, segments.length - SHINGLE_SEGMENTS + 1);
  return new Set(Array.from({ length: count }, (_, i) => hashText(segments.slice(i, i + SHINGLE_SEGMENTS).join(' '))));
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
