import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, type Hex, stringToBytes } from 'viem';
import { compareText } from '../compareText.ts';

/** Computes HMAC-SHA-256 (RFC 2104) of many short messages, in hex. The key is the seed's 64 lower-case hex digits. */
export function createHmac(seed: Hex): (message: string) => string {
  const keyed = hmac.create(sha256, stringToBytes(seed.slice(2).toLowerCase()));
  // The key is hashed once; each message goes on from a copy of that state.
  return (message) => bytesToHex(keyed.clone().update(stringToBytes(message)).digest()).slice(2);
}

/** Orders identifiers by HMAC-SHA-256(seed, register|id|epoch), ties by identifier. */
export function rankByHmac<T extends { readonly id: string }>(
  documents: readonly T[],
  { seed, register, epoch }: { seed: Hex; register: string; epoch: number },
): T[] {
  const hmac = createHmac(seed);
  const digests = documents.map(({ id }) => hmac(`${register}|${id}|${epoch}`));
  const high = Float64Array.from(digests, (digest) => Number.parseInt(digest.slice(0, 13), 16));
  const order = Uint32Array.from(documents.keys());
  order.sort((a, b) => {
    const first = (high[a] as number) - (high[b] as number);
    return (
      first ||
      compareText(digests[a] as string, digests[b] as string) ||
      compareText(documents[a]?.id ?? '', documents[b]?.id ?? '')
    );
  });
  return Array.from(order, (i) => documents[i] as T);
}
