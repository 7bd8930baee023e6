import { expect } from 'chai';
import type { Hex } from 'viem';
import { buildChunk } from '../../../protocol/proofs/buildChunk.ts';
import { toBf16 } from '../../../protocol/proofs/floats.ts';
import { buildProofTree, drawRanks, type ProvenChunk, proveChunk } from '../../../protocol/proofs/proofTree.ts';
import { topK } from '../../../protocol/proofs/topK.ts';
import { type WorkReceipt, workReceiptLeaf } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import { addressAt, type Commons, deployPopulated, hashOf, NORTH, networkHelpers, refuses } from '../commons.ts';
import { sealAndDraw } from './creditWork.ts';

const K = 64;
const values = Float32Array.from({ length: 1_000 }, (_, i) => Math.sin(i * i) * 8);
const INCONCLUSIVE = 0;

/** A chunk of these activations with the values that a node commits to beside it. */
function commit(toValue: (pattern: number) => number): ProvenChunk {
  const patterns = Array.from(values, toBf16);
  const points = topK(patterns, K).indices.map((index) => ({ index, own: toValue(patterns[index] ?? 0) }));
  return { claim: buildChunk(values, { k: K, isTwoWord: false }), points };
}

function toReceipt(index: number, proofRoot: Hex): WorkReceipt {
  return {
    ...{ version: 2, epoch: 7n, index: BigInt(index), jobId: hashOf(`job ${index}`) },
    ...{ gate: addressAt(NORTH), operator: addressAt(NORTH), expertId: 3n, proofRoot },
    ...{ modelHash: hashOf('model'), adapterHash: hashOf('adapter'), runtimeClass: 'onnxruntime-node/1.30.0/cpu' },
    ...{ inputHash: hashOf('in'), outputHash: hashOf('out'), seed: 5n, units: 10n, startedAt: 1n, finishedAt: 2n },
  };
}

/** The rules are in FaultProof.t.sol; here what nodes build is what the contract reads. */
describe('Proven faults', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });

  /** Seals two receipts, the second with this proof, and gives what proves a fault of it. */
  async function sealWith(chunk: ProvenChunk) {
    const chunks = [chunk];
    const receipts = [toReceipt(0, hashOf('none')), toReceipt(1, buildProofTree(chunks).root)] as const;
    const tree = buildReceiptTree(receipts);
    const one = await sealAndDraw(commons, { operator: NORTH, units: 20n, count: 2, root: tree.root });
    const { seed } = await commons.spotCheck.read.audit([one.key]);
    const receiptLeaf = workReceiptLeaf(receipts[1]);
    const ranks = drawRanks({ seed, receiptLeaf, chunk: 0, points: chunk.points.length });
    const fault = { receipt: receipts[1], receiptPath: tree.path(1), ...proveChunk(chunks, 0, ranks) };
    return {
      ...one,
      receiptLeaf,
      prove: commons.spotCheck.write.proveFault([one.operatorId, one.epoch, one.sealed, fault]),
    };
  }

  it('void an epoch whose receipt commits to other values than its chunk', async () => {
    const { key, operatorId, prove } = await sealWith(commit((pattern) => pattern ^ 0x1000));
    await prove;
    expect((await commons.spotCheck.read.audit([key])).stage).to.equal(7);
    expect(await commons.spotCheck.read.voidedThrough([operatorId])).to.be.greaterThan(0);
  });

  it('are none of a receipt that commits to what it claims', async () => {
    const { prove, receiptLeaf } = await sealWith(commit((pattern) => pattern));
    await refuses(prove, commons.spotCheck, 'FaultNotProven', [receiptLeaf, INCONCLUSIVE]);
  });
});
