import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import type { Hex } from 'viem';
import type { CreditRow } from '../blocks/creditList.ts';

/** The tree behind a root of verified work. */
export type CreditTree = {
  readonly root: Hex;
  readonly rows: readonly CreditRow[];
  /** An operator's row with its path to the root, or null. */
  readonly find: (operatorId: bigint) => { readonly row: CreditRow; readonly proof: readonly Hex[] } | null;
};

const ENCODING = ['uint256', 'address', 'uint256'];

/** Builds the tree that Settlement holds the root of (OpenZeppelin standard tree). At least one row. */
export function buildCreditTree(rows: readonly CreditRow[]): CreditTree {
  const tree = StandardMerkleTree.of(
    rows.map(({ operatorId, account, units }) => [operatorId, account, units]),
    ENCODING,
  );
  return {
    root: tree.root as Hex,
    rows,
    find: (operatorId) => {
      const index = rows.findIndex((row) => row.operatorId === operatorId);
      const row = rows[index];
      return row ? { row, proof: tree.getProof(index) as Hex[] } : null;
    },
  };
}
