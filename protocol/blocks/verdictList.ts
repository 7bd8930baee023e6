import * as dagCbor from '@ipld/dag-cbor';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import type { Hex } from 'viem';
import { type Judgement, VERDICTS } from '../work/verdict.ts';

/** What a verifier says of one receipt of a sealed epoch. */
export type ReceiptVerdict = Judgement & { readonly position: number; readonly jobId: Hex | null };

const ENCODING = ['uint64', 'uint32', 'uint8'];

/** The root that a verifier reveals: a tree over epoch, position and verdict of each audited receipt. */
export function verdictRoot(epoch: number, verdicts: readonly ReceiptVerdict[]): Hex {
  const leaves = verdicts.map(({ position, verdict }) => [epoch, position, VERDICTS.indexOf(verdict)]);
  return StandardMerkleTree.of(leaves, ENCODING).root as Hex;
}

/** The bytes of the published list of verdicts. */
export function encodeVerdictList(operatorId: number, epoch: number, verdicts: readonly ReceiptVerdict[]): Uint8Array {
  return dagCbor.encode({ v: 1, operatorId, epoch, verdicts });
}
