import { createHash } from 'node:crypto';

/** A reader of the subset of CBOR that dag-cbor allows (RFC 8949), giving what DAG-JSON would write. */
export function readCbor(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const readLength = (info: number): number => {
    if (info < 24) return info;
    const size = 2 ** (info - 24);
    const start = at;
    at += size;
    if (size === 1) return view.getUint8(start);
    if (size === 2) return view.getUint16(start);
    return size === 4 ? view.getUint32(start) : Number(view.getBigUint64(start));
  };
  const times = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
  const readItem = (): unknown => {
    const head = take(1)[0] as number;
    const [major, info] = [head >> 5, head & 31];
    if (major === 7) return readSimple(info);
    const length = readLength(info);
    if (major === 0) return length;
    if (major === 1) return -1 - length;
    if (major === 2) return { '/': { bytes: toBase64(take(length)) } };
    if (major === 3) return new TextDecoder('utf-8', { fatal: true }).decode(take(length));
    if (major === 4) return times(length, readItem);
    if (major === 5) return Object.fromEntries(times(length, () => [readItem(), readItem()] as const));
    if (length !== 42) throw new Error(`tag ${length} is no link`);
    return { '/': toCid(readLink()) };
  };
  const readSimple = (info: number): unknown => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info !== 27) throw new Error(`simple value ${info}`);
    return new DataView(take(8).slice().buffer).getFloat64(0);
  };
  /** A link is a byte string: a zero and the bytes of a CID. */
  const readLink = (): Uint8Array => {
    const bytesOf = readItem() as { '/': { bytes: string } };
    return new Uint8Array(Buffer.from(bytesOf['/'].bytes, 'base64')).subarray(1);
  };
  const value = readItem();
  if (at !== bytes.byteLength) throw new Error('there are bytes after the value');
  return value;
}

/** Writes a text, a count, or a list of such things, in the shortest form. */
export function writeCbor(value: string | number | readonly (string | number)[]): Uint8Array {
  if (typeof value === 'number') return head(0, value);
  if (typeof value !== 'string') return Buffer.concat([head(4, value.length), ...value.map(writeCbor)]);
  const text = new TextEncoder().encode(value);
  return Buffer.concat([head(3, text.length), text]);
}

function head(major: number, length: number): Uint8Array {
  if (length < 24) return new Uint8Array([(major << 5) | length]);
  if (length < 256) return new Uint8Array([(major << 5) | 24, length]);
  if (length < 65_536) return new Uint8Array([(major << 5) | 25, length >> 8, length & 255]);
  throw new Error(`${length} is too long for this writer`);
}

/** The CID of a block of bytes: version 1, dag-cbor, sha2-256. */
export function cidOf(bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest();
  return toCid(new Uint8Array([0x01, 0x71, 0x12, 0x20, ...digest]));
}

/** Multibase base32 (RFC 4648, lower case, no padding). */
function toCid(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const letters = groups.map((group) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(group.padEnd(5, '0'), 2)]);
  return `b${letters.join('')}`;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
