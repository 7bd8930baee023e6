import * as dagCbor from '@ipld/dag-cbor';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import type { Address, Hex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { address } from '../scalars.ts';

/** What an operator was credited, all time, at the cutoff of a root; one leaf of it. */
export type CreditRow = { readonly operatorId: bigint; readonly account: Address; readonly units: bigint };

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

const numeral = z.string().regex(/^\d{1,78}$/);
const listSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('tilth/credits'),
  cutoff: z.int().nonnegative(),
  rows: z.array(z.tuple([numeral, address, numeral])).min(1),
});

/** The bytes of a published list of rows. */
export function encodeCreditList(cutoff: number, rows: readonly CreditRow[]): Uint8Array {
  const written = rows.map(({ operatorId, account, units }) => [`${operatorId}`, account.toLowerCase(), `${units}`]);
  return dagCbor.encode({ v: 1, kind: 'tilth/credits', cutoff, rows: written });
}

/** Reads a published list of rows. @throws BadCreditListError */
export function decodeCreditList(bytes: Uint8Array): readonly CreditRow[] {
  try {
    const { rows } = listSchema.parse(dagCbor.decode(bytes));
    return rows.map(([operatorId, account, units]) => ({
      operatorId: BigInt(operatorId),
      account,
      units: BigInt(units),
    }));
  } catch (cause) {
    throw new BadCreditListError(cause);
  }
}

export class BadCreditListError extends BaseError {
  override readonly name = 'BadCreditListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of verified work.', { cause });
  }
}
