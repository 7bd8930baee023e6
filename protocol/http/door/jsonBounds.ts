/** How large the tree in a JSON text may be. */
export type JsonBounds = { readonly depth: number; readonly values: number };

/** More than any request of ours needs, and little enough to parse and check in a few milliseconds. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, values: 4096 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * Tells whether a JSON text is a small tree, by counting its brackets and commas: a parser builds the whole tree, and a
 * schema looks at all of it, before either can say that there is too much. Whether it is JSON at all is not looked at.
 */
export function isBounded(json: Uint8Array, { depth: deepest, values: most }: JsonBounds = JSON_BOUNDS): boolean {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === COMMA) values += 1;
    // [ and {, ] and } differ in one bit.
    else if ((byte & 0xdf) === 0x5b) {
      depth += 1;
      values += 1;
    } else if ((byte & 0xdf) === 0x5d) depth -= 1;
    if (depth > deepest || values > most) return false;
  }
  return true;
}

/** Where the string that begins at `start` ends; the end of the text for one that does not. */
function endOfString(json: Uint8Array, start: number): number {
  for (let at = json.indexOf(QUOTE, start + 1); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
