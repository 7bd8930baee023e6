import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, type Hex, stringToBytes } from 'viem';
import { compareText } from '../compareText.ts';

/**
 * Computes HMAC-SHA-256 (RFC 2104) of many short messages; each result holds until the next call. The key is the seed's 64
 * lower-case hex digits. It is hashed once, and every message goes on from a copy of that state in one and the same place:
 * a new one each time would cost four times as much.
 */
export function createHmac(seed: Hex): (message: string) => Uint8Array {
  const keyed = hmac.create(sha256, stringToBytes(seed.slice(2).toLowerCase()));
  const state = keyed.clone();
  const encoder = new TextEncoder();
  const digest = new Uint8Array(keyed.outputLen);
  let buffer = new Uint8Array(512);
  return (message) => {
    // A UTF-16 unit takes three bytes at most.
    if (buffer.length < 3 * message.length) buffer = new Uint8Array(3 * message.length);
    const { written } = encoder.encodeInto(message, buffer);
    keyed._cloneInto(state).update(buffer.subarray(0, written)).digestInto(digest);
    return digest;
  };
}

/** Orders identifiers by HMAC-SHA-256(seed, register|id|epoch), ties by identifier. */
export function rankByHmac<T extends { readonly id: string }>(
  documents: readonly T[],
  { seed, register, epoch }: { seed: Hex; register: string; epoch: number },
): T[] {
  const digest = createHmac(seed);
  const digestOf = (document: T | undefined) => digest(`${register}|${document?.id}|${epoch}`);
  // The first 52 bits decide between all but equals, and a number holds them exactly.
  const high = Float64Array.from(documents, (document) => toHigh(digestOf(document)));
  const order = Uint32Array.from(documents.keys());
  order.sort((a, b) => {
    const first = (high[a] as number) - (high[b] as number);
    return (
      first ||
      compareText(bytesToHex(digestOf(documents[a])), bytesToHex(digestOf(documents[b]))) ||
      compareText(documents[a]?.id ?? '', documents[b]?.id ?? '')
    );
  });
  return Array.from(order, (i) => documents[i] as T);
}

function toHigh(digest: Uint8Array): number {
  const view = new DataView(digest.buffer);
  return view.getUint32(0) * 2 ** 20 + (view.getUint32(4) >>> 12);
}
