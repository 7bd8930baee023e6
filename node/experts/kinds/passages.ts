/** A passage of a text, by UTF-16 offsets. */
export type Stretch = { readonly start: number; readonly end: number; readonly text: string };

type Range = readonly [start: number, end: number];

/** The longest passage, in UTF-16 units: what is quoted of a text is short, whatever its script and punctuation. */
const LONGEST_PASSAGE = 300;

/** The language is named, so that a text is cut alike on every machine; the rules for other scripts are the same in all. */
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

type Split = (text: string) => Iterable<string>;

/** Ways to take a text apart, from coarse to fine; each gives pieces that are the text when joined. */
const SPLITS: readonly Split[] = [
  (text) => [...sentences.segment(text)].map(({ segment }) => segment),
  (text) => [...words.segment(text)].map(({ segment }) => segment),
  // By code points, so that no character is broken.
  (text) => text,
];

/** Cuts a text into passages: paragraphs, long ones at the ends of sentences, and long sentences between words. */
export function cutPassages(text: string): readonly Stretch[] {
  // Looking only as far as the next line keeps it linear: a text may be millions of lines of blanks.
  return [...text.matchAll(/[^\n](?:[^\n]|\n(?![^\S\n]*\n))*/gu)]
    .flatMap(({ index, 0: { length } }) => cut(text, [index, index + length], SPLITS))
    .map(([start, end]) => toStretch(text, start, end))
    .filter((passage) => passage.text !== '');
}

/** The words of a text, in any script. */
export function wordsOf(text: string): readonly string[] {
  return [...words.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

/** Cuts at the coarsest ends that make pieces short enough, and joins neighbours again as far as they stay so. */
function cut(text: string, [from, to]: Range, [split, ...finer]: readonly Split[]): readonly Range[] {
  if (to - from <= LONGEST_PASSAGE || !split) return [[from, to]];
  const joined: Range[] = [];
  let at = from;
  for (const { length } of split(text.slice(from, to))) {
    for (const piece of cut(text, [at, at + length], finer)) {
      const last = joined.at(-1);
      if (last && piece[1] - last[0] <= LONGEST_PASSAGE) joined[joined.length - 1] = [last[0], piece[1]];
      else joined.push(piece);
    }
    at += length;
  }
  return joined;
}

function toStretch(text: string, start: number, end: number): Stretch {
  const piece = text.slice(start, end);
  const from = start + (piece.length - piece.trimStart().length);
  const trimmed = piece.trim();
  return { start: from, end: from + trimmed.length, text: trimmed };
}
