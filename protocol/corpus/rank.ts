import { hash } from 'node:crypto';
import type { Hex } from 'viem';
import { compareText } from './compareText.ts';

/**
 * Computes HMAC-SHA-256 (RFC 2104) of many short messages, in hex. The key is the seed's 64 lower-case hex digits: just one
 * block, and ASCII under either pad, so that each message costs two one-shot hashes (createHmac is ten times slower).
 */
export function createHmac(seed: Hex): (message: string) => string {
  const key = Buffer.from(seed.slice(2).toLowerCase(), 'latin1');
  const inner = Buffer.from(key.map((byte) => byte ^ 0x36)).toString('latin1');
  const outer = Buffer.concat([key.map((byte) => byte ^ 0x5c), Buffer.alloc(32)]);
  return (message) => {
    outer.write(hash('sha256', inner + message, 'hex'), key.length, 'hex');
    return hash('sha256', outer, 'hex');
  };
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
