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
  /** Stands after each stretch and fills up the last row. */
  readonly endOfText: number;
};

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
  const tokens = new Map<string, number>();
  const stream: number[] = [];
  for (const row of list) {
    const text = texts.get(row.id);
    if (text === undefined) throw new TextMissingError(row.id);
    const ids = encode(cutWords(text, row));
    for (const token of ids) stream.push(token);
    stream.push(endOfText);
    tokens.set(row.id, (tokens.get(row.id) ?? 0) + ids.length);
  }
  const rows = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) => {
    const row = new Int32Array(size).fill(endOfText);
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

/** A batch list names a deposit whose text is not at hand. */
export class TextMissingError extends BaseError {
  override readonly name = 'TextMissingError';
  override readonly kind = 'missing';
  constructor(id: string) {
    super('A text of the batch list is missing.', { values: { id }, hint: 'Ask its custodian for the key again.' });
  }
}
