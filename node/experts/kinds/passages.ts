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
  (text) => segmentsOf(sentences, text),
  (text) => segmentsOf(words, text),
  // By code points, so that no character is broken.
  (text) => text,
];

/** Cuts a text into passages: paragraphs, long ones at the ends of sentences, and long sentences between words. */
export function cutPassages(text: string): readonly Stretch[] {
  return [...passagesOf(text)].filter((passage) => passage !== null);
}

/** The passages of a text, one by one; null for what is blank. */
export function* passagesOf(text: string): Generator<Stretch | null, void> {
  // Looking only as far as the next line keeps it linear: a text may be millions of lines of blanks.
  for (const { index, 0: paragraph } of text.matchAll(/[^\n](?:[^\n]|\n(?![^\S\n]*\n))*/gu)) {
    for (const [start, end] of cut(text, [index, index + paragraph.length], SPLITS)) {
      const passage = toStretch(text, start, end);
      yield passage.text === '' ? null : passage;
    }
  }
}

/** The words of a text, in any script. */
export function* wordsOf(text: string): Generator<string, void> {
  for (const { segment, isWordLike } of words.segment(text)) if (isWordLike) yield segment;
}

function* segmentsOf(segmenter: Intl.Segmenter, text: string): Generator<string, void> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Cuts at the coarsest ends that make pieces short enough, and joins neighbours again as far as they stay so. */
function* cut(text: string, [from, to]: Range, [split, ...finer]: readonly Split[]): Generator<Range, void> {
  if (to - from <= LONGEST_PASSAGE || !split) return yield [from, to];
  let last: Range | undefined;
  let at = from;
  for (const { length } of split(text.slice(from, to))) {
    for (const piece of cut(text, [at, at + length], finer)) {
      const fits: boolean = last !== undefined && piece[1] - last[0] <= LONGEST_PASSAGE;
      if (last && !fits) yield last;
      last = last && fits ? [last[0], piece[1]] : piece;
    }
    at += length;
  }
  if (last) yield last;
}

function toStretch(text: string, start: number, end: number): Stretch {
  const piece = text.slice(start, end);
  const from = start + (piece.length - piece.trimStart().length);
  const trimmed = piece.trim();
  return { start: from, end: from + trimmed.length, text: trimmed };
}
