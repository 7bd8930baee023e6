import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { type ReceiptVerdict, VERDICTS } from '../blocks/verdictList.ts';

const ENCODING = ['uint64', 'uint32', 'uint8'];

/** The root that a verifier reveals: a tree over epoch, position and verdict of each audited receipt. */
export function verdictRoot(epoch: number, verdicts: readonly ReceiptVerdict[]): Hex {
  const leaves = verdicts.map(({ position, verdict }) => [epoch, position, VERDICTS.indexOf(verdict)]);
  return StandardMerkleTree.of(leaves, ENCODING).root as Hex;
}

/** How many receipts were checked, and how many of them failed; what is inconclusive counts for nothing. */
export function countVerdicts(verdicts: readonly ReceiptVerdict[]): {
  readonly checked: number;
  readonly failed: number;
} {
  const failed = verdicts.filter(({ verdict }) => verdict === 'FAIL').length;
  return { checked: failed + verdicts.filter(({ verdict }) => verdict === 'PASS').length, failed };
}

/** What a verifier has decided on an epoch. */
export type SealedVerdict = {
  readonly checked: number;
  readonly failed: number;
  readonly verdictRoot: Hex;
  readonly salt: Hex;
};

const COMMITMENT = [
  { type: 'uint32' },
  { type: 'uint32' },
  { type: 'bytes32' },
  { type: 'bytes32' },
  { type: 'address' },
] as const;

/** What a verifier commits to before it reveals (SpotCheck); its account is in it, so that nobody can copy it. */
export function commitmentOf(verdict: SealedVerdict, verifier: Address): Hex {
  const { checked, failed, verdictRoot: root, salt } = verdict;
  return keccak256(encodeAbiParameters(COMMITMENT, [checked, failed, root, salt, verifier]));
}
