import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { encodeAbiParameters, encodePacked, type Hex, hexToBigInt, keccak256, toHex } from 'viem';
import type { Claim } from './chunk.ts';
import type { Point } from './points.ts';

/** A chunk with the values that were committed with it, in ascending order of index, at most 256. */
export type ProvenChunk = { readonly claim: Claim; readonly points: readonly Point[] };

/** The tree that a receipt's `proofRoot` is the root of. */
export type ProofTree = {
  readonly root: Hex;
  readonly chunkPath: (chunk: number) => readonly Hex[];
  readonly pointPath: (chunk: number, rank: number) => readonly Hex[];
};

/** Points that a fault is judged by: so many, or all where there are fewer. */
const DRAWN = 32;

const CHUNK = ['uint8', 'uint32', 'uint8', 'uint16', 'uint16', 'bytes32'].map((type) => ({ type }));
const POINT = ['uint8', 'uint32', 'uint16', 'uint32', 'uint32'].map((type) => ({ type }));

/** Leaf of a chunk: its number, form, number of points and hash. */
export function chunkLeaf(number: number, { claim, points }: ProvenChunk): Hex {
  const { chunk, k, isTwoWord } = claim;
  return leafOf(CHUNK, [1, number, isTwoWord ? 2 : 1, k, points.length, keccak256(chunk)]);
}

/** Leaf of a committed value: the chunk's number, its rank among the chunk's points, index and value. */
export function pointLeaf(number: number, rank: number, { index, own }: Point): Hex {
  return leafOf(POINT, [2, number, rank, index, own]);
}

/** Builds the tree over chunks and their points (OpenZeppelin's order, leaves hashed twice). At least one chunk. */
export function buildProofTree(chunks: readonly ProvenChunk[]): ProofTree {
  const starts = chunks.map((_, i) => chunks.slice(0, i).reduce((sum, { points }) => sum + 1 + points.length, 0));
  const tree = SimpleMerkleTree.of(
    chunks.flatMap((one, number) => [
      chunkLeaf(number, one),
      ...one.points.map((point, rank) => pointLeaf(number, rank, point)),
    ]),
  );
  return {
    root: tree.root as Hex,
    chunkPath: (chunk) => tree.getProof(starts[chunk] ?? -1) as Hex[],
    pointPath: (chunk, rank) => tree.getProof((starts[chunk] ?? -1) + 1 + rank) as Hex[],
  };
}

/** Ranks of a chunk's points that an audit's seed draws, ascending; the same as the contract draws (Faults). */
export function drawRanks(of: { seed: Hex; receiptLeaf: Hex; chunk: number; points: number }): readonly number[] {
  const { seed, receiptLeaf, chunk, points } = of;
  const own = keccak256(encodePacked(['bytes32', 'bytes32', 'uint256'], [seed, receiptLeaf, BigInt(chunk)]));
  const ranks = new Set<number>();
  for (let i = 0n; ranks.size < Math.min(points, DRAWN); i += 1n) {
    const lot = hexToBigInt(keccak256(encodePacked(['bytes32', 'uint256'], [own, i])));
    ranks.add(Number(lot % BigInt(points)));
  }
  return [...ranks].sort((a, b) => a - b);
}

/** What proves a fault beside the receipt: the chunk and the drawn points with their paths (IFaultProof). */
export function proveChunk(chunks: readonly ProvenChunk[], chunk: number, ranks: readonly number[]) {
  const tree = buildProofTree(chunks);
  const one = chunks[chunk];
  if (!one) throw new RangeError(`there is no chunk ${chunk}`);
  const drawn = ranks.map((rank) => one.points[rank] ?? { index: 0, own: 0 });
  return {
    number: chunk,
    variant: one.claim.isTwoWord ? 2 : 1,
    k: one.claim.k,
    points: one.points.length,
    chunk: toHex(one.claim.chunk),
    chunkPath: tree.chunkPath(chunk),
    indices: drawn.map(({ index }) => index),
    values: drawn.map(({ own }) => own),
    pointPaths: ranks.map((rank) => tree.pointPath(chunk, rank)),
  };
}

function leafOf(types: readonly { readonly type: string }[], values: readonly unknown[]): Hex {
  return keccak256(keccak256(encodeAbiParameters(types, values as never)));
}
