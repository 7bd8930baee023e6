import { atOnce, type Steps } from '../steps.ts';
import { lettersOf } from './letters.ts';

/** Letters in a shingle; few texts have eight in a row in common by chance. */
const LETTERS = 8;
/** A letter of a script that is written without spaces tells more. */
const UNSPACED_LETTERS = 5;
const UNSPACED = /(?=\p{L})[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

/** Of the shingles of a text those are kept whose hash is in the least quarter, and so many in any case. */
const KEPT_BELOW = 2 ** 30;
const FEWEST = 64;

/**
 * The set of a text's shingles as 32-bit hashes: eight letters in a row, five of a script without spaces, as a reader takes
 * them (`letters.ts`). Spaces do not count, nor does what words a dictionary knows. The least hashes of a long text stand
 * for all: those of two texts are the same where their shingles are.
 */
export function shingle(text: string): ReadonlySet<number> {
  return atOnce(shingling(text));
}

/** Does the same in small steps. */
export function* shingling(text: string): Steps<ReadonlySet<number>> {
  const [kept, others] = [new Set<number>(), new Set<number>()];
  const keep = (letters: readonly string[]) => {
    const hash = hashLetters(letters);
    if (hash < KEPT_BELOW) kept.add(hash);
    else if (kept.size < FEWEST) others.add(hash);
  };
  const ahead: string[] = [];
  for (const letter of lettersOf(text)) {
    ahead.push(letter);
    if (ahead.length === LETTERS) {
      keep(ahead.slice(0, lengthAt(ahead)));
      ahead.shift();
    }
    yield;
  }
  for (; ahead.length >= lengthAt(ahead); ahead.shift()) keep(ahead.slice(0, lengthAt(ahead)));
  // A shorter text is one shingle; of one without letters it is all that it has.
  if (kept.size + others.size === 0) keep(ahead.length > 0 ? ahead : [text]);
  const missing = Math.max(0, FEWEST - kept.size);
  for (const hash of [...others].sort((a, b) => a - b).slice(0, missing)) kept.add(hash);
  return kept;
}

function lengthAt([first = '']: readonly string[]): number {
  return UNSPACED.test(first) ? UNSPACED_LETTERS : LETTERS;
}

/** Values in a signature, of which 42 bands of 3 find nearly all pairs that are 40 % alike, and half of those at 25 %. */
const SIGNATURE_VALUES = 126;
const BANDS = 42;
const ROWS = 3;

const PERMUTATIONS = Uint32Array.from({ length: SIGNATURE_VALUES }, (_, i) => mix(Math.imul(i + 1, 0x9e3779b1)));

/** The MinHash signature of a set of shingles (Broder 1997); equal values estimate Jaccard similarity. */
export function sketch(shingles: ReadonlySet<number>): Uint32Array {
  return atOnce(sketching(shingles));
}

/** Does the same in small steps. */
export function* sketching(shingles: ReadonlySet<number>): Steps<Uint32Array> {
  const signature = new Uint32Array(SIGNATURE_VALUES).fill(0xffffffff);
  for (const each of shingles) {
    for (let i = 0; i < SIGNATURE_VALUES; i += 1) {
      const value = mix(each ^ (PERMUTATIONS[i] as number));
      if (value < (signature[i] as number)) signature[i] = value;
    }
    yield;
  }
  return signature;
}

/** The band keys of a signature; texts that share one are candidates for comparison. */
export function bandKeys(signature: Uint32Array): string[] {
  return Array.from({ length: BANDS }, (_, band) => `${band}:${signature.subarray(band * ROWS, (band + 1) * ROWS)}`);
}

/** Jaccard similarity of two shingle sets in basis points, rounded down. */
export function jaccardBp(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  return atOnce(comparing(a, b));
}

/** Does the same in small steps. */
export function* comparing(a: ReadonlySet<number>, b: ReadonlySet<number>): Steps<number> {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const each of small) {
    if (large.has(each)) shared += 1;
    yield;
  }
  return Math.floor((shared * 10_000) / (a.size + b.size - shared));
}

/** 32-bit FNV-1a over UTF-16 code units, then mixed. */
function hashLetters(letters: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const letter of letters)
    for (let i = 0; i < letter.length; i += 1) hash = Math.imul(hash ^ letter.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A bijection of 32-bit numbers that spreads every bit (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
