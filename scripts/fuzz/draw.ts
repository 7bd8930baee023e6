import * as dagCbor from '@ipld/dag-cbor';
import type { Random } from '../simulate/random.ts';

/** A whole number below a bound. */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)] as T;
}

/** A length: mostly small, now and then as large as allowed. */
function drawLength(random: Random, most: number): number {
  return random() < 0.2 ? most : Math.floor(most ** random());
}

const PIECES = [
  'a',
  '"',
  '\\',
  '\u0000',
  '\ud800',
  '\u202e',
  'é',
  '字',
  '😀',
  '\n',
  ' ',
  '{',
  '[',
  '%',
  "'",
  '/',
  '..',
  '\\u0000',
  // Scripts, and what joins with what stands before it.
  ...['川', 'ก', 'र', 'ع', 'а', 'Ω', '\u1100\u1161', '\u0301', '\u0301\u0323', '\ufdfa', '👨‍👩‍👧', '\u200b', '①'],
];

/** A text of pieces that parsers trip over: one of them again and again, or a few thousand words of several. */
export function drawText(random: Random, most: number): string {
  const length = drawLength(random, most);
  if (random() < 0.5) return pick(random, PIECES).repeat(length).slice(0, most);
  const words = Array.from({ length: 1 + below(random, 200) }, () => drawWord(random));
  const between = pick(random, [' ', '', '\n', '. ', '\u3000', ' {']);
  const few = words.join(between);
  // Words of one's own now and then: what counts words has then many to count.
  const times = Math.ceil(length / Math.max(1, few.length));
  const text = random() < 0.5 ? few.repeat(times) : Array.from({ length }, (_, i) => i.toString(36)).join(between);
  return text.slice(0, most);
}

function drawWord(random: Random): string {
  const letter = pick(random, PIECES);
  return `${letter}${below(random, 1e6).toString(36)}${letter.repeat(below(random, 9))}`;
}

/** A value that JSON and CBOR can hold; wide, deep or long, but for the chance that it is small. */
export function drawValue(random: Random, size: number, depth = 0): unknown {
  const kind = below(random, depth > 4 ? 6 : 9);
  if (kind === 0) return drawText(random, size);
  if (kind === 1) return below(random, 2 ** 31) * (random() < 0.5 ? 1 : -1);
  if (kind === 2) return pick(random, [0, -0, 1e308, 2 ** 53, 0.1, -1]);
  if (kind === 3) return pick(random, [null, true, false, '', [], {}]);
  if (kind === 4) return '0x'.padEnd(below(random, size) + 2, 'f');
  if (kind === 5) return new Array(drawLength(random, size)).fill(pick(random, [0, '', null, {}, []]));
  const inner = Math.max(1, Math.floor(size / 8));
  if (kind === 6) return Array.from({ length: below(random, 8) }, () => drawValue(random, inner, depth + 1));
  const keys = Array.from({ length: below(random, 8) }, () => drawText(random, 12));
  return Object.fromEntries(keys.map((key) => [key, drawValue(random, inner, depth + 1)]));
}

/** The same value with one of its parts replaced by something else. */
export function mutate(random: Random, value: unknown, size: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || random() < 0.1)
    return drawValue(random, size);
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.3) return new Array(drawLength(random, size)).fill(value[0] ?? {});
    const at = below(random, value.length);
    return value.map((it, i) => (i === at ? mutate(random, it, size) : it));
  }
  const entries = Object.entries(value);
  const at = below(random, entries.length + 1);
  if (at === entries.length) return { ...value, [drawText(random, 12)]: drawValue(random, size) };
  return Object.fromEntries(entries.map(([key, it], i) => [key, i === at ? mutate(random, it, size) : it]));
}

/** Bytes that CBOR's readers trip over: heads that promise more than comes, lists in lists, and changed good ones. */
export function drawCbor(random: Random, good: unknown, size: number): Uint8Array {
  const kind = below(random, 6);
  if (kind === 0)
    return new Uint8Array(drawLength(random, size)).fill(pick(random, [0x81, 0x9a, 0xa1, 0xd8, 0x5b, 0xff]));
  if (kind === 1) return listOf(drawLength(random, size - 5), pick(random, [0x00, 0xf6, 0x60, 0x80, 0xa0]));
  if (kind === 2) return Uint8Array.from({ length: below(random, 256) }, () => below(random, 256));
  const bytes = encode(random() < 0.8 ? mutate(random, good, Math.floor(size / 8)) : drawValue(random, size));
  if (kind === 3 && bytes.length > 0) bytes[below(random, bytes.length)] = below(random, 256);
  return bytes;
}

function listOf(length: number, item: number): Uint8Array {
  const bytes = new Uint8Array(length + 5).fill(item);
  bytes[0] = 0x9a;
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

/** What CBOR of ours cannot hold (an undefined, half a character) becomes nothing. */
function encode(value: unknown): Uint8Array {
  try {
    return dagCbor.encode(value).slice();
  } catch {
    return new Uint8Array();
  }
}
