import { concat, type Hex, sha256 } from 'viem';

/** Hash of an empty log (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Hex = sha256('0x');

/** Hash of one leaf: SHA-256 of 0x00 and the leaf's bytes (RFC 6962). */
export function hashLeaf(leaf: Hex | Uint8Array): Hex {
  return sha256(typeof leaf === 'string' ? concat(['0x00', leaf]) : concat([new Uint8Array([0]), leaf]));
}

/** Hash of an inner node: SHA-256 of 0x01, left and right (RFC 6962). */
export function hashPair(left: Hex, right: Hex): Hex {
  return sha256(concat(['0x01', left, right]));
}

/** Largest power of two strictly below `size` (size >= 2). */
export function splitPoint(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}
