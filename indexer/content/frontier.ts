import type { Hex } from 'viem';
import { EMPTY_ROOT, hashLeaf, hashPair } from '../../protocol/merkle/tree.ts';

/** Roots of the complete subtrees of an append-only log, largest first: all that is needed to go on from its size. */
export type Frontier = readonly Hex[];

/** Appends leaves to a log of `size` leaves (RFC 6962). */
export function extendFrontier(frontier: Frontier, size: number, leaves: readonly Uint8Array[]): Frontier {
  const peaks = [...frontier];
  let count = size;
  for (const leaf of leaves) {
    let node = hashLeaf(leaf);
    for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2)) node = hashPair(peaks.pop() as Hex, node);
    peaks.push(node);
    count += 1;
  }
  return peaks;
}

/** Root of the whole log. */
export function frontierRoot(frontier: Frontier): Hex {
  const last = frontier.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return frontier.slice(0, -1).reduceRight((right, left) => hashPair(left, right), last);
}
