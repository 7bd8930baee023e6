import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, getAddress, type Hex, zeroAddress } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { compareText } from '../compareText.ts';
import { apportion } from './apportion.ts';

/** Digits that the square roots keep: six after the point. */
const ROOT_SCALE = 10n ** 12n;
const PART_SCALE = 10n ** 18n;

type Source = { readonly register: string; readonly contributor: string; readonly identity: number };

/** What one contributor is named for in an adapter. */
export type ContributorShare = {
  /** The identity that may claim; 0 are all accounts that stood for none, together, so that nobody can. */
  readonly identity: number;
  /** The account that deposited; the first by address where there were several, the zero address for identity 0. */
  readonly contributor: Address;
  readonly shareBp: number;
  /** Bytes that the run read from this contributor, repetitions included. */
  readonly bytes: number;
};

/** What an adapter owes to whom. */
export type Attribution = {
  /** Largest share first, then by identity. The shares add up to 10,000. */
  readonly shares: readonly ContributorShare[];
  /** OpenZeppelin standard Merkle tree over (uint256 identity, uint16); identity 0, and who has less than one basis point, has no leaf. */
  readonly root: Hex;
};

/**
 * Shares of an adapter: inside a register by the square root of what was read of each identity, whatever its accounts;
 * registers by the bytes they realised, rounded to basis points by largest remainders. Accounts without an identity are
 * one contributor together, so that a text gains nothing when it is spread over many of them.
 */
export function attribute(rows: readonly SampleRow[], sources: ReadonlyMap<string, Source>): Attribution {
  const read = countByIdentity(rows, sources);
  const accounts = nameAccounts(sources);
  const identities = [...new Set([...read.values()].flatMap((own) => [...own.keys()]))].sort((a, b) => a - b);
  const partsOfRegisters = [...read.values()].map(divideRegister);
  const weights = identities.map((identity) =>
    partsOfRegisters.reduce((sum, register) => sum + (register.get(identity) ?? 0n), 0n),
  );
  const parts = apportion({ total: 10_000n, weights });
  const shares = identities
    .map((identity, i) => ({
      identity,
      contributor: getAddress(accounts.get(identity) ?? zeroAddress),
      shareBp: Number(parts[i]),
      bytes: [...read.values()].reduce((sum, own) => sum + (own.get(identity) ?? 0), 0),
    }))
    .sort((a, b) => b.shareBp - a.shareBp || a.identity - b.identity);
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

/** The account that each identity is shown by. */
function nameAccounts(sources: ReadonlyMap<string, Source>): ReadonlyMap<number, Address> {
  const accounts = new Map<number, Address>();
  for (const { identity, contributor } of sources.values()) {
    const account = contributor.toLowerCase() as Address;
    const known = accounts.get(identity);
    if (identity > 0 && (known === undefined || account < known)) accounts.set(identity, account);
  }
  return accounts;
}

/** Bytes read by register and identity, registers in the order of their names. */
function countByIdentity(
  rows: readonly SampleRow[],
  sources: ReadonlyMap<string, Source>,
): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const registers = new Map<string, Map<number, number>>();
  for (const [id, bytes] of countExposure(rows)) {
    const source = sources.get(id);
    if (!source) throw new RangeError(`The batch list names ${id}, which is not in the snapshot.`);
    const own = registers.get(source.register) ?? new Map<number, number>();
    registers.set(source.register, own);
    own.set(source.identity, (own.get(source.identity) ?? 0) + bytes);
  }
  return new Map([...registers].sort(([a], [b]) => compareText(a, b)));
}

/** Each identity's part of a register, in proportion to the square root of what was read of it. */
function divideRegister(own: ReadonlyMap<number, number>): ReadonlyMap<number, bigint> {
  const total = [...own.values()].reduce((sum, bytes) => sum + BigInt(bytes), 0n);
  const roots = [...own].map(([identity, bytes]) => [identity, scaledRoot(bytes)] as const);
  const rootSum = roots.reduce((sum, [, root]) => sum + root, 0n);
  return new Map(roots.map(([identity, root]) => [identity, (total * PART_SCALE * root) / rootSum]));
}

/** Square root with six exact decimals, rounded down. */
function scaledRoot(value: number): bigint {
  const target = BigInt(value) * ROOT_SCALE;
  let root = BigInt(Math.floor(Math.sqrt(value) * 1e6));
  while (root * root > target) root -= 1n;
  while ((root + 1n) * (root + 1n) <= target) root += 1n;
  return root;
}

/** Bytes that a run reads from each deposit, sorted by identifier. */
export function countExposure(rows: readonly SampleRow[]): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { id, length } of rows) bytes.set(id, (bytes.get(id) ?? 0) + length);
  return new Map([...bytes].sort(([a], [b]) => compareText(a, b)));
}
