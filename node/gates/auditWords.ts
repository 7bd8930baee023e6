import type { Random } from './score.ts';

export type AuditWords = {
  /** Takes in a text that verifiers or anybody may see: a question that was opened, or a passage that was quoted. */
  readonly hear: (asker: string, text: string) => void;
  /** A text that nobody asked, of about so many UTF-16 units. */
  readonly make: (length: number) => string;
};

/** A text, and where its words begin. */
type Heard = { readonly asker: string; readonly text: string; readonly starts: readonly number[] };

const KEPT = 512;
/** Texts that one asker brings: whoever floods a gate with words of its own would know questions made of them. */
const KEPT_OF_ONE = 16;
/** Of a text, and of what is made, in UTF-16 units. */
const LONGEST = 2_000;
const LONGEST_MADE = 30_000;
/** Words in a row that come from one text: less than a quotation of it. */
const IN_A_ROW = 6;

const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Creates what audit questions are made of: a few words each of texts that this gate heard. */
export function createAuditWords(random: Random): AuditWords {
  let heard: readonly Heard[] = [];
  const known = PUBLIC_TEXTS.map((text) => toHeard('', text));
  const take = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  /** A few words in a row from anywhere in a text, as many as there is room for, and one at least. */
  const stretch = ({ text, starts }: Heard, room: number): string => {
    const from = Math.floor(random() * Math.max(1, starts.length - IN_A_ROW + 1));
    const endAt = (count: number) => starts[from + count] ?? text.length;
    let count = IN_A_ROW;
    while (count > 1 && endAt(count) - (starts[from] ?? 0) > room) count -= 1;
    return text.slice(starts[from], endAt(count)).trim();
  };
  return {
    hear: (asker, text) => {
      const one = toHeard(asker, text.slice(0, LONGEST));
      if (one.starts.length === 0) return;
      const own = heard.filter((it) => it.asker === asker);
      const oldest = own.length < KEPT_OF_ONE ? undefined : own[0];
      heard = [...heard.filter((it) => it !== oldest), one].slice(-KEPT);
    },
    make: (length) => {
      const wanted = Math.min(length, LONGEST_MADE);
      const pieces: string[] = [];
      // Two pieces at least, so that nobody who knows the texts finds such a question in one of them.
      const half = Math.ceil(wanted / 2);
      for (let left = wanted; left > 2; left -= (pieces.at(-1)?.length ?? 0) + 1) {
        const from = take(heard) ?? take(known);
        if (from) pieces.push(stretch(from, Math.min(half, left)));
      }
      return pieces.join(' ');
    },
  };
}

function toHeard(asker: string, text: string): Heard {
  const starts = [...words.segment(text)].flatMap(({ index, isWordLike }) => (isWordLike ? [index] : []));
  return { asker, text, starts };
}

/** From texts in the public domain, for a gate that has heard nothing yet. */
const PUBLIC_TEXTS: readonly string[] = [
  'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.',
  'I went to the woods because I wished to live deliberately, to front only the essential facts of life.',
  'In the beginning was the word, and the light shineth in darkness; and the darkness comprehended it not.',
  'The colours of natural bodies have no other origin than this, that they reflect one sort of light more than another.',
  'There is grandeur in this view of life, from so simple a beginning endless forms most beautiful have been evolved.',
  'Call me to the mill when the water is low, for the wheel must be cleared of weed before the corn is brought.',
  'How do I love the evening when the ferry crosses late and the lamps of the village come out one by one?',
  'The bread should be left to rise in a warm place until it has doubled, then knocked back and shaped again.',
  'What did the old woman say about the winter when the river froze and the bees were carried indoors?',
  'Whoever sows the seed in spring shall not ask the wind for leave, nor the crow for counsel.',
];
