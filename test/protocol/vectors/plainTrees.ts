import { createHash } from 'node:crypto';
import { AbiCoder, concat, keccak256 } from 'ethers';

const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const PREFIX = { leaf: new Uint8Array([0]), pair: new Uint8Array([1]) };

/** Largest power of two strictly below a size. */
const split = (size: number): number => (size <= 2 ? 1 : 2 * split(Math.ceil(size / 2)));

/** MTH of RFC 6962, section 2.1, word for word. */
export function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(PREFIX.leaf, leaves[0] as Uint8Array);
  const left = split(leaves.length);
  return sha256(PREFIX.pair, treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)));
}

/** PATH of RFC 6962, section 2.1.1. */
export function auditPath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const left = split(leaves.length);
  return index < left
    ? [...auditPath(index, leaves.slice(0, left)), treeHash(leaves.slice(left))]
    : [...auditPath(index - left, leaves.slice(left)), treeHash(leaves.slice(0, left))];
}

/** SUBPROOF of RFC 6962, section 2.1.2. */
export function consistencyProof(from: number, leaves: readonly Uint8Array[], isWhole = true): Uint8Array[] {
  if (from === leaves.length) return isWhole ? [] : [treeHash(leaves)];
  const left = split(leaves.length);
  return from <= left
    ? [...consistencyProof(from, leaves.slice(0, left), isWhole), treeHash(leaves.slice(left))]
    : [...consistencyProof(from - left, leaves.slice(left), false), treeHash(leaves.slice(0, left))];
}

/** Leaf of an OpenZeppelin standard tree. */
export function standardLeaf(types: readonly string[], values: readonly unknown[]): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode([...types], [...values])));
}

/** Parent in an OpenZeppelin tree: the smaller child stands first. */
export function parentOf(a: string, b: string): string {
  return keccak256(concat(BigInt(a) < BigInt(b) ? [a, b] : [b, a]));
}

/** Root of an OpenZeppelin tree: sorted leaves fill an array from its end, each node before it is made of its two children. */
export function standardRoot(leaves: readonly string[]): string {
  const sorted = [...leaves].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const nodes = new Array<string>(2 * sorted.length - 1);
  sorted.forEach((leaf, i) => {
    nodes[nodes.length - 1 - i] = leaf;
  });
  for (let i = nodes.length - 1 - sorted.length; i >= 0; i -= 1)
    nodes[i] = parentOf(nodes[2 * i + 1] as string, nodes[2 * i + 2] as string);
  return nodes[0] as string;
}
