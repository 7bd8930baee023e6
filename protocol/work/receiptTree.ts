import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import type { Hex } from 'viem';
import { type WorkReceipt, workReceiptLeaf } from '../typedData/workReceipt.ts';

/** The Merkle tree of an epoch's receipts; positions follow the order given. */
export type ReceiptTree = {
  readonly root: Hex;
  readonly path: (position: number) => readonly Hex[];
};

/** Builds the tree that ReceiptBook holds the root of (OpenZeppelin standard tree, double-hashed leaves). */
export function buildReceiptTree(receipts: readonly WorkReceipt[]): ReceiptTree {
  const tree = SimpleMerkleTree.of(receipts.map(workReceiptLeaf));
  return { root: tree.root as Hex, path: (position) => tree.getProof(position) as Hex[] };
}

/** Tells whether a receipt stands in the tree with this root. */
export function verifyReceiptPath(root: Hex, receipt: WorkReceipt, path: readonly Hex[]): boolean {
  return SimpleMerkleTree.verify(root, workReceiptLeaf(receipt), [...path]);
}
