import type { Hex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { BaseError } from '../errors/BaseError.ts';
import { MerkleLog } from '../merkle/tree.ts';

/** The texts of a list, and how a model reads them. */
export type RowOptions = {
  readonly texts: ReadonlyMap<string, string>;
  readonly encode: (text: string) => Int32Array;
  /** Tokens that a row predicts; it holds one more. */
  readonly sequence: number;
  /** Stands after each stretch. */
  readonly endOfText: number;
};

/** Fills up the last row; it is no token, and nothing is learnt from it. */
export const PADDING = -1;

/** What a model reads. */
export type TokenRows = {
  readonly rows: readonly Int32Array[];
  /** Tokens read from each deposit, separators left out. */
  readonly tokens: ReadonlyMap<string, number>;
  /** Merkle root (RFC 6962) over the rows as little-endian 32-bit numbers. */
  readonly root: Hex;
};

/** Turns a batch list and its texts into token rows, in the list's order. @throws TextMissingError */
export function buildRows(list: readonly SampleRow[], { texts, encode, sequence, endOfText }: RowOptions): TokenRows {
  const size = sequence + 1;
  const utf8 = new TextEncoder();
  const tokens = new Map<string, number>();
  const stream: number[] = [];
  for (const row of list) {
    const text = texts.get(row.id);
    if (text === undefined) throw new TextMissingError(row.id);
    const ids = encode(cutBytes(utf8.encode(text), row));
    for (const token of ids) stream.push(token);
    stream.push(endOfText);
    tokens.set(row.id, (tokens.get(row.id) ?? 0) + ids.length);
  }
  // A token that would stand alone in the last row predicts nothing.
  const rows = Array.from({ length: Math.ceil((stream.length - 1) / size) }, (_, i) => {
    const row = new Int32Array(size).fill(PADDING);
    row.set(stream.slice(i * size, (i + 1) * size));
    return row;
  });
  return { rows, tokens, root: new MerkleLog(rows.map(toBytes)).root() };
}

function toBytes(row: Int32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(row.length * 4));
  row.forEach((token, i) => {
    bytes.setInt32(i * 4, token, true);
  });
  return new Uint8Array(bytes.buffer);
}

/**
 * Cuts `length` bytes of UTF-8 from byte `start` on, less the characters that lie across an end: never more than asked for,
 * and never half a character.
 */
export function cutBytes(
  text: Uint8Array,
  { start, length }: { readonly start: number; readonly length: number },
): string {
  let from = Math.min(start, text.length);
  let to = Math.min(start + length, text.length);
  while (isInside(text, from)) from += 1;
  while (to > from && isInside(text, to)) to -= 1;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(text.subarray(from, to));
}

/** A byte that goes on with the character before it. */
function isInside(text: Uint8Array, at: number): boolean {
  return ((text[at] ?? 0) & 0xc0) === 0x80;
}

/** A batch list names a deposit whose text is not at hand. */
export class TextMissingError extends BaseError {
  override readonly name = 'TextMissingError';
  override readonly kind = 'missing';
  constructor(id: string) {
    super('A text of the batch list is missing.', { values: { id }, hint: 'Ask its custodian for the key again.' });
  }
}
