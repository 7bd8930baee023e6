/** Counts words as CORE does: runs of anything but white space. */
export function countWords(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}

/** Cuts `length` words from word `start` on, with the white space between them as it was written. */
export function cutWords(text: string, { start, length }: { readonly start: number; readonly length: number }): string {
  const word = /\S+/gu;
  let from = 0;
  let to = 0;
  for (let i = 0; i < start + length; i += 1) {
    const match = word.exec(text);
    if (!match) break;
    if (i === start) from = match.index;
    to = match.index + match[0].length;
  }
  return text.slice(from, to);
}
