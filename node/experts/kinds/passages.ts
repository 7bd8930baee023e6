/** A passage of a text, by UTF-16 offsets. */
export type Stretch = { readonly start: number; readonly end: number; readonly text: string };

type Range = readonly [start: number, end: number];

const LONGEST = 480;

/** Cuts a text into passages: paragraphs, and long paragraphs at sentence ends. */
export function cutPassages(text: string): readonly Stretch[] {
  return split(text, [0, text.length], /[^\n](?:[^\n]|\n(?!\s*\n))*/gu)
    .flatMap((paragraph) => cutParagraph(text, paragraph))
    .map(([start, end]) => toStretch(text, start, end))
    .filter((passage) => passage.text !== '');
}

function cutParagraph(text: string, paragraph: Range): readonly Range[] {
  if (paragraph[1] - paragraph[0] <= LONGEST) return [paragraph];
  const joined: Range[] = [];
  for (const sentence of split(text, paragraph, /[^.!?]+(?:[.!?]+["'»”’)\]]*\s*|$)/gu)) {
    const last = joined.at(-1);
    if (last && sentence[1] - last[0] <= LONGEST) joined[joined.length - 1] = [last[0], sentence[1]];
    else joined.push(sentence);
  }
  return joined;
}

function split(text: string, [start, end]: Range, pattern: RegExp): readonly Range[] {
  return [...text.slice(start, end).matchAll(pattern)].map((match) => [
    start + match.index,
    start + match.index + match[0].length,
  ]);
}

function toStretch(text: string, start: number, end: number): Stretch {
  const piece = text.slice(start, end);
  const from = start + (piece.length - piece.trimStart().length);
  const trimmed = piece.trim();
  return { start: from, end: from + trimmed.length, text: trimmed };
}
