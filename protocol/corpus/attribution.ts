import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, getAddress, type Hex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { compareText } from '../compareText.ts';
import { apportion } from './apportion.ts';

/** Digits that the square roots keep: six after the point. */
const ROOT_SCALE = 10n ** 12n;
const PART_SCALE = 10n ** 18n;

type Source = { readonly register: string; readonly contributor: string; readonly identity: number };

/** What one contributor is named for in an adapter. */
export type ContributorShare = {
  /** The account that deposited; the first by address where an identity deposited with several. */
  readonly contributor: Address;
  /** The identity that may claim; 0 when the account stood for none, so that nobody can. */
  readonly identity: number;
  readonly shareBp: number;
  /** Words that the run read from this contributor, repetitions included. */
  readonly words: number;
};

/** What an adapter owes to whom. */
export type Attribution = {
  /** Largest share first, then by address. The shares add up to 10,000. */
  readonly shares: readonly ContributorShare[];
  /** OpenZeppelin standard Merkle tree over (uint256 identity, uint16); who has no identity, or less than one basis point, has no leaf. */
  readonly root: Hex;
};

/**
 * Shares of an adapter: inside a register by the square root of what was read of each contributor, one identity being
 * one contributor whatever its accounts; registers by the words they
 * realised, rounded to basis points by largest remainders.
 */
export function attribute(rows: readonly SampleRow[], sources: ReadonlyMap<string, Source>): Attribution {
  const named = nameContributors(sources);
  const written = countByContributor(rows, sources, named);
  const contributors = [...new Set([...written.values()].flatMap((own) => [...own.keys()]))].sort(compareText);
  const partsOfRegisters = [...written.values()].map(divideRegister);
  const weights = contributors.map((contributor) =>
    partsOfRegisters.reduce((sum, register) => sum + (register.get(contributor) ?? 0n), 0n),
  );
  const parts = apportion({ total: 10_000n, weights });
  const shares = contributors
    .map((contributor, i) => ({
      contributor: getAddress(contributor),
      identity: named.identityOf.get(contributor) ?? 0,
      shareBp: Number(parts[i]),
      words: [...written.values()].reduce((sum, own) => sum + (own.get(contributor) ?? 0), 0),
    }))
    .sort((a, b) => b.shareBp - a.shareBp || compareText(a.contributor.toLowerCase(), b.contributor.toLowerCase()));
  return { shares, root: attributionTree(shares).root as Hex };
}

/** The proof with which an identity claims alone, or null when it has no leaf. */
export function proveShare(shares: readonly ContributorShare[], identity: number): Hex[] | null {
  const tree = attributionTree(shares);
  for (const [index, [owner]] of tree.entries()) {
    if (identity > 0 && owner === BigInt(identity)) return tree.getProof(index) as Hex[];
  }
  return null;
}

function attributionTree(shares: readonly ContributorShare[]): StandardMerkleTree<[bigint, number]> {
  const leaves = shares
    .filter(({ identity, shareBp }) => identity > 0 && shareBp > 0)
    .map((it): [bigint, number] => [BigInt(it.identity), it.shareBp]);
  // A tree needs a leaf; nobody is identity 0, so nobody can claim this one.
  return StandardMerkleTree.of(leaves.length > 0 ? leaves : [[0n, 0]], ['uint256', 'uint16']);
}

/** One account for each contributor, and whom it stands for. */
type Named = {
  readonly accountOf: (source: Source) => string;
  readonly identityOf: ReadonlyMap<string, number>;
};

function nameContributors(sources: ReadonlyMap<string, Source>): Named {
  const accounts = new Map<number, string>();
  for (const { identity, contributor } of sources.values()) {
    const account = contributor.toLowerCase();
    const known = accounts.get(identity);
    if (identity > 0 && (known === undefined || account < known)) accounts.set(identity, account);
  }
  return {
    accountOf: ({ identity, contributor }) => accounts.get(identity) ?? contributor.toLowerCase(),
    identityOf: new Map([...accounts].map(([identity, account]) => [account, identity])),
  };
}

function countByContributor(
  rows: readonly SampleRow[],
  sources: ReadonlyMap<string, Source>,
  { accountOf }: Named,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const registers = new Map<string, Map<string, number>>();
  for (const [id, words] of countExposure(rows)) {
    const source = sources.get(id);
    if (!source) throw new RangeError(`The batch list names ${id}, which is not in the snapshot.`);
    const contributor = accountOf(source);
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
