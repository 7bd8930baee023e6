import { stretchesOf } from '../stretches.ts';
import { LOOK_ALIKES } from './lookAlikes.ts';

/** What a reader does not see, and marks that she reads past: accents, and the vowels of Hebrew and Arabic. */
const READ_PAST = /\p{Default_Ignorable_Code_Point}|(?=\p{M})[\p{sc=Inherited}\p{sc=Hebrew}\p{sc=Arabic}]/gu;

/** Unicode calls the letters of Braille and SignWriting symbols; an empty cell is a space. */
const LETTER = /(?!\u2800)[\p{L}\p{N}\p{M}\p{sc=Brai}\p{sc=Sgnw}]/u;

/** A dash stands between words, and what looks like one may be one: so it is no letter, nor is `ー` or `一`. */
const DASH = '-';

const TAKEN_AS = new Map(
  LOOK_ALIKES.flatMap(([taken, letters]) =>
    [...letters].map((letter) => [letter, taken === DASH ? '' : taken] as const),
  ),
);

/** A short text without case, width, accents and what cannot be seen. */
export function toPlain(text: string): string {
  return text.normalize('NFKD').replace(READ_PAST, '').toLowerCase().replace(READ_PAST, '').normalize('NFC');
}

/**
 * The letters and digits of a text as a reader takes them, without what stands between them: one stands for all that look
 * like it, in any script and either case (Unicode UTS #39), so that `а` and `A`, `l`, `I` and `1`, `m` and `rn` are the same.
 */
export function* lettersOf(text: string): Generator<string, void> {
  for (const stretch of stretchesOf(text)) {
    for (const letter of toPlain(stretch)) {
      const taken = TAKEN_AS.get(letter);
      if (taken !== undefined) yield* taken;
      else if (LETTER.test(letter)) yield letter;
    }
  }
}
