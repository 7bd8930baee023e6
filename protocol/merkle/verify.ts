import type { Hex } from 'viem';
import { EMPTY_ROOT, hashLeaf, hashPair } from './hashes.ts';

/** Says that a leaf stands in a log, and how to check it. */
export type InclusionClaim = {
  readonly leaf: Hex | Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Hex[];
  readonly root: Hex;
};

/** Checks an audit path (RFC 9162, 2.1.3.2). Pure; false for anything malformed. */
export function verifyInclusion({ leaf, index, size, path, root }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let position = index;
  let last = size - 1;
  let node = hashLeaf(leaf);
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = hashPair(sibling, node);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = hashPair(node, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && node === root.toLowerCase();
}

/** Says that a log was only appended to, and how to check it. */
export type ConsistencyClaim = {
  readonly from: number;
  readonly fromRoot: Hex;
  readonly size: number;
  readonly root: Hex;
  readonly path: readonly Hex[];
};

/** Checks that the log at `size` extends the log at `from` (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ from, fromRoot, size, root, path }: ConsistencyClaim): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(size) || from < 0 || from > size) return false;
  if (from === size) return path.length === 0 && fromRoot === root;
  if (from === 0) return path.length === 0 && fromRoot === EMPTY_ROOT;
  const isPowerOfTwo = Number.isInteger(Math.log2(from));
  const [first, ...rest] = isPowerOfTwo ? [fromRoot, ...path] : path;
  if (first === undefined) return false;
  let position = from - 1;
  let last = size - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let old = first;
  let current = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      old = hashPair(sibling, old);
      current = hashPair(sibling, current);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      current = hashPair(current, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old === fromRoot && current === root;
}
