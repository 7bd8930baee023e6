import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, getAddress, type Hex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { compareText } from '../compareText.ts';
import { apportion } from './apportion.ts';

/** Digits that the square roots keep: six after the point. */
const ROOT_SCALE = 10n ** 12n;
const PART_SCALE = 10n ** 18n;

type Source = { readonly register: string; readonly contributor: string };

/** What one contributor is named for in an adapter. */
export type ContributorShare = {
  readonly contributor: Address;
  readonly shareBp: number;
  /** Words that the run read from this contributor, repetitions included. */
  readonly words: number;
};

/** What an adapter owes to whom. */
export type Attribution = {
  /** Largest share first, then by address. The shares add up to 10,000. */
  readonly shares: readonly ContributorShare[];
  /** OpenZeppelin standard Merkle tree over (address, uint16); contributors below one basis point have no leaf. */
  readonly root: Hex;
};

/**
 * Shares of an adapter: inside a register by the square root of each contributor's exposure, registers by the words they
 * realised, rounded to basis points by largest remainders.
 */
export function attribute(rows: readonly SampleRow[], sources: ReadonlyMap<string, Source>): Attribution {
  const written = countByContributor(rows, sources);
  const contributors = [...new Set([...written.values()].flatMap((own) => [...own.keys()]))].sort(compareText);
  const partsOfRegisters = [...written.values()].map(divideRegister);
  const weights = contributors.map((contributor) =>
    partsOfRegisters.reduce((sum, register) => sum + (register.get(contributor) ?? 0n), 0n),
  );
  const parts = apportion({ total: 10_000n, weights });
  const shares = contributors
    .map((contributor, i) => ({
      contributor: getAddress(contributor),
      shareBp: Number(parts[i]),
      words: [...written.values()].reduce((sum, own) => sum + (own.get(contributor) ?? 0), 0),
    }))
    .sort((a, b) => b.shareBp - a.shareBp || compareText(a.contributor.toLowerCase(), b.contributor.toLowerCase()));
  return { shares, root: attributionTree(shares).root as Hex };
}

/** The proof with which a contributor claims alone, or null when they have no leaf. */
export function proveShare(shares: readonly ContributorShare[], contributor: Address): Hex[] | null {
  const tree = attributionTree(shares);
  for (const [index, [account]] of tree.entries()) {
    if (account.toLowerCase() === contributor.toLowerCase()) return tree.getProof(index) as Hex[];
  }
  return null;
}

function attributionTree(shares: readonly ContributorShare[]): StandardMerkleTree<[Address, number]> {
  const leaves = shares
    .filter(({ shareBp }) => shareBp > 0)
    .map((it): [Address, number] => [it.contributor, it.shareBp]);
  return StandardMerkleTree.of(leaves, ['address', 'uint16']);
}

function countByContributor(
  rows: readonly SampleRow[],
  sources: ReadonlyMap<string, Source>,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const registers = new Map<string, Map<string, number>>();
  for (const [id, words] of countExposure(rows)) {
    const source = sources.get(id);
    if (!source) throw new RangeError(`The batch list names ${id}, which is not in the snapshot.`);
    const contributor = source.contributor.toLowerCase();
    const own = registers.get(source.register) ?? new Map<string, number>();
    registers.set(source.register, own);
    own.set(contributor, (own.get(contributor) ?? 0) + words);
  }
  return new Map([...registers].sort(([a], [b]) => compareText(a, b)));
}

/** Each contributor's part of a register, in proportion to the square root of what was read from them. */
function divideRegister(own: ReadonlyMap<string, number>): ReadonlyMap<string, bigint> {
  const total = [...own.values()].reduce((sum, words) => sum + BigInt(words), 0n);
  const roots = [...own].map(([contributor, words]) => [contributor, scaledRoot(words)] as const);
  const rootSum = roots.reduce((sum, [, root]) => sum + root, 0n);
  return new Map(roots.map(([contributor, root]) => [contributor, (total * PART_SCALE * root) / rootSum]));
}

/** Square root with six exact decimals, rounded down. */
function scaledRoot(value: number): bigint {
  const target = BigInt(value) * ROOT_SCALE;
  let root = BigInt(Math.floor(Math.sqrt(value) * 1e6));
  while (root * root > target) root -= 1n;
  while ((root + 1n) * (root + 1n) <= target) root += 1n;
  return root;
}

/** Words that a run reads from each deposit, sorted by identifier. */
export function countExposure(rows: readonly SampleRow[]): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { id, length } of rows) words.set(id, (words.get(id) ?? 0) + length);
  return new Map([...words].sort(([a], [b]) => compareText(a, b)));
}
