import { type AbiParameter, type Address, type Hex, maxUint256, zeroAddress } from 'viem';

/** A kind of bad argument; each gives one value for every ABI type. */
export type Kind = 'zero' | 'maximal' | 'duplicate' | 'foreign' | 'long';
export const KINDS: readonly Kind[] = ['zero', 'maximal', 'duplicate', 'foreign', 'long'];

const FOREIGN: Address = '0x00000000000000000000000000000000DeaDBeef';
/** Bytes of a long argument, and entries of a long list, which share the bytes so that the call fits into a block. */
const LONG = 5_000;
const MANY = 64;

/** Values for the parameters of a function: all zero, all maximal, lists of twins, of a stranger, or very long. */
export function argumentsOf(parameters: readonly AbiParameter[], kind: Kind): readonly unknown[] {
  return parameters.map((parameter) => badValueOf(parameter, kind, LONG));
}

function badValueOf(parameter: AbiParameter, kind: Kind, long: number): unknown {
  const list = /^(.*)\[(\d*)\]$/.exec(parameter.type);
  if (list) {
    const element = { ...parameter, type: list[1] as string };
    const length = list[2] === '' ? lengthOf(kind) : Number(list[2]);
    return Array.from({ length }, () => badValueOf(element, kind, Math.ceil(long / length)));
  }
  if (parameter.type === 'tuple') {
    const { components } = parameter as unknown as { components: readonly (AbiParameter & { name: string })[] };
    return Object.fromEntries(components.map((it) => [it.name, badValueOf(it, kind, long)]));
  }
  return scalarOf(parameter.type, kind, long);
}

function lengthOf(kind: Kind): number {
  if (kind === 'zero') return 0;
  return kind === 'long' ? MANY : 2;
}

function scalarOf(type: string, kind: Kind, long: number): unknown {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
  if (type.startsWith('uint')) return toNumber(bits, unsignedOf(kind, BigInt(bits)));
  if (type.startsWith('int')) return toNumber(bits, kind === 'maximal' ? 2n ** BigInt(bits - 1) - 1n : 0n);
  if (type === 'bool') return kind !== 'zero';
  if (type === 'address') return addressOf(kind);
  if (type === 'string') return kind === 'long' ? 'x'.repeat(long) : kind === 'zero' ? '' : 'x';
  if (type === 'bytes') return bytesOf(kind, kind === 'long' ? long : kind === 'zero' ? 0 : 65);
  if (type.startsWith('bytes')) return bytesOf(kind, bits);
  throw new TypeError(`no bad value for ${type}`);
}

function unsignedOf(kind: Kind, bits: bigint): bigint {
  if (kind === 'zero') return 0n;
  return kind === 'maximal' ? maxUint256 >> (256n - bits) : 1n;
}

/** viem takes small integers as numbers. */
function toNumber(bits: number, value: bigint): number | bigint {
  return bits <= 48 ? Number(value) : value;
}

function addressOf(kind: Kind): Address {
  if (kind === 'zero') return zeroAddress;
  return kind === 'maximal' ? '0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF' : FOREIGN;
}

function bytesOf(kind: Kind, length: number): Hex {
  const byte = kind === 'zero' ? '00' : kind === 'maximal' ? 'ff' : 'a5';
  return `0x${byte.repeat(length)}`;
}
