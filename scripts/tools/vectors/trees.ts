import { toHex } from 'viem';
import type { ReceiptVerdict } from '../../../protocol/blocks/verdictList.ts';
import { hashLeaf, MerkleLog } from '../../../protocol/merkle/tree.ts';
import { workReceiptLeaf } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import { commitmentOf, countVerdicts, verdictRoot } from '../../../protocol/work/verdictTree.ts';
import { SIGNER, word } from './samples.ts';
import { sampleReceipt } from './work.ts';

/** One verdict of each kind. */
export const VERDICT_ROWS: readonly ReceiptVerdict[] = [
  { position: 0, jobId: word('job 0'), verdict: 'PASS', reason: 'the output is the same', result: word('result 0') },
  { position: 2, jobId: word('job 2'), verdict: 'FAIL', reason: 'the output differs', result: word('result 2') },
  { position: 5, jobId: null, verdict: 'INCONCLUSIVE', reason: 'nobody opens it', result: null },
];

/** Merkle trees: the append-only log of deposits, and the trees of receipts and verdicts. */
export function makeTrees() {
  return { log: makeLog(), receipts: makeReceiptTree(), verdicts: makeVerdictTree() };
}

function makeLog() {
  const leaves = Array.from({ length: 11 }, (_, i) => new TextEncoder().encode(`leaf ${i}`));
  const log = new MerkleLog(leaves);
  const sizes = Array.from({ length: leaves.length + 1 }, (_, size) => size);
  const pairs = [
    [1, 2],
    [2, 8],
    [3, 7],
    [4, 11],
    [6, 6],
    [8, 11],
    [10, 11],
  ] as const;
  return {
    leaves: leaves.map((leaf) => toHex(leaf)),
    leafHashes: leaves.map(hashLeaf),
    roots: sizes.map((size) => log.root(size)),
    inclusions: [1, 2, 5, 8, 11].flatMap((size) =>
      [...new Set([0, size >> 1, size - 1])].map((index) => ({ index, size, path: log.inclusion(index, size) })),
    ),
    consistencies: pairs.map(([from, size]) => ({ from, size, path: log.consistency(from, size) })),
  };
}

function makeReceiptTree() {
  const receipts = [0, 1, 2, 3, 4].map(sampleReceipt);
  const tree = buildReceiptTree(receipts);
  return {
    receipts,
    leaves: receipts.map(workReceiptLeaf),
    root: tree.root,
    paths: receipts.map((_, position) => tree.path(position)),
  };
}

function makeVerdictTree() {
  const root = verdictRoot(7, VERDICT_ROWS);
  const verdict = { ...countVerdicts(VERDICT_ROWS), verdictRoot: root, salt: word('salt') };
  const commitment = commitmentOf(verdict, SIGNER.address);
  return { epoch: 7, verdicts: VERDICT_ROWS, root, verifier: SIGNER.address, ...verdict, commitment };
}
