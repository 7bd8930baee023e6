import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

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

/** Writes what DAG-JSON says as dag-cbor: keys by length and then by bytes, each number in its shortest form. */
export function writeCbor(value: unknown): Uint8Array {
  if (value === null) return new Uint8Array([0xf6]);
  if (typeof value === 'boolean') return new Uint8Array([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeText(value);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(writeCbor)]);
  const own = value as Readonly<Record<string, unknown>>;
  if ('/' in own) return writeSpecial(own['/'] as string | { readonly bytes: string });
  const entries = Object.entries(own).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, each]) => [writeText(key), writeCbor(each)]),
  ]);
}

function writeNumber(value: number): Uint8Array {
  if (Number.isInteger(value)) return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = new DataView(new ArrayBuffer(9));
  bytes.setUint8(0, 0xfb);
  bytes.setFloat64(1, value);
  return new Uint8Array(bytes.buffer);
}

function writeText(value: string): Uint8Array {
  const text = new TextEncoder().encode(value);
  return Buffer.concat([head(3, text.length), text]);
}

/** A link is tag 42 on a byte string of a zero and the bytes of the CID. */
function writeSpecial(value: string | { readonly bytes: string }): Uint8Array {
  if (typeof value !== 'string') return writeBytes(new Uint8Array(Buffer.from(value.bytes, 'base64')));
  return Buffer.concat([head(6, 42), writeBytes(new Uint8Array([0, ...fromCid(value)]))]);
}

function writeBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([head(2, bytes.length), bytes]);
}

function fromCid(cid: string): Uint8Array {
  const places = cid
    .slice(1)
    .split('')
    .map((letter) => LETTERS.indexOf(letter));
  const bits = places.map((place) => place.toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

function head(major: number, length: number): Uint8Array {
  if (length < 24) return new Uint8Array([(major << 5) | length]);
  if (length < 256) return new Uint8Array([(major << 5) | 24, length]);
  if (length < 65_536) return new Uint8Array([(major << 5) | 25, length >> 8, length & 255]);
  const isShort = length < 2 ** 32;
  const bytes = new DataView(new ArrayBuffer(isShort ? 5 : 9));
  bytes.setUint8(0, (major << 5) | (isShort ? 26 : 27));
  if (isShort) bytes.setUint32(1, length);
  else bytes.setBigUint64(1, BigInt(length));
  return new Uint8Array(bytes.buffer);
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
  const letters = groups.map((group) => LETTERS[Number.parseInt(group.padEnd(5, '0'), 2)]);
  return `b${letters.join('')}`;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
