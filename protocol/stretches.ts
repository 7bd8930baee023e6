/**
 * What joins with the character before stays with it: marks, and later parts of Hangul
 * syllables. A run of marks ends somewhere, since normalising takes the square of its length.
 */
const STRETCH = /.{0,500}(?:\s|$)|.{1,500}[\p{M}\u1160-\u11FF]{0,32}/gsu;

/**
 * Cuts a text of any length into stretches short enough to be read at one go; between words, unless it holds no space for
 * 500 characters.
 */
export function* stretchesOf(text: string): Generator<string, void> {
  for (const [stretch] of text.matchAll(STRETCH)) if (stretch !== '') yield stretch;
}
