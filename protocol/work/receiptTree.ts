import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import type { Hex } from 'viem';
import { type Receipt, receiptLeaf } from '../typedData/receipt.ts';

/** The Merkle tree of an epoch's receipts; positions follow the order given. */
export type ReceiptTree = {
  readonly root: Hex;
  readonly path: (position: number) => readonly Hex[];
};

/** Builds the tree that ReceiptBook holds the root of (OpenZeppelin standard tree, double-hashed leaves). */
export function buildReceiptTree(receipts: readonly Receipt[]): ReceiptTree {
  const tree = SimpleMerkleTree.of(receipts.map(receiptLeaf));
  return { root: tree.root as Hex, path: (position) => tree.getProof(position) as Hex[] };
}

/** Tells whether a receipt stands in the tree with this root. */
export function verifyReceiptPath(root: Hex, receipt: Receipt, path: readonly Hex[]): boolean {
  return SimpleMerkleTree.verify(root, receiptLeaf(receipt), [...path]);
}
