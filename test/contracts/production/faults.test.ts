import { expect } from 'chai';
import { hexToBytes, zeroHash } from 'viem';
import { buildProofTree, drawRanks, type ProvenChunk, proveChunk } from '../../../protocol/proofs/proofTree.ts';
import { type WorkReceipt, workReceiptLeaf } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import * as k from './kit.ts';
import * as w from './work.ts';
import { OWNERS, opened } from './world.ts';

/** The polynomial 5x + 16,000 of the field of 65,497, with the values at four places, true or false. */
const chunkOf = (differs: number): ProvenChunk => ({
  claim: { chunk: hexToBytes('0xffd93e800005'), k: 2, isTwoWord: false },
  points: [1, 2, 3, 4].map((index) => ({ index, own: ((5 * index + 16_000) % 65_497) ^ differs })),
});
const TRUE = chunkOf(0);
const FALSE = chunkOf(0x4000);

/** An epoch of one receipt that commits to these chunks, sealed and drawn. */
async function audited(c: k.Commons, chunks: readonly ProvenChunk[]) {
  const operatorId = await k.idOf(c, OWNERS[0]!);
  const account = k.addressOf(OWNERS[0]!);
  const receipt: WorkReceipt = {
    version: 2,
    epoch: await w.epochNow(),
    index: 0n,
    jobId: k.hashOf('job'),
    gate: account,
    operator: account,
    expertId: 1n,
    modelHash: k.hashOf('model'),
    adapterHash: zeroHash,
    runtimeClass: 'reference',
    inputHash: k.hashOf('input'),
    outputHash: k.hashOf('output'),
    proofRoot: buildProofTree(chunks).root,
    seed: 1n,
    units: 5_000n,
    startedAt: 1n,
    finishedAt: 2n,
  };
  const tree = buildReceiptTree([receipt]);
  const sealed = await w.seal(c, operatorId, 5_000n, tree.root);
  await w.passRound(c, sealed.seal.sealedAt);
  await w.draw(c, sealed);
  const { seed } = await c.spotCheck.read.audit([sealed.key]);
  const prove = async (shown: readonly ProvenChunk[], number: number) => {
    const points = shown[number]!.points.length;
    const ranks = drawRanks({ seed, receiptLeaf: workReceiptLeaf(receipt), chunk: number, points });
    const fault = { receipt, receiptPath: tree.path(0), ...proveChunk(shown, number, ranks) };
    return k.outcome(c.spotCheck.write.proveFault([operatorId, sealed.epoch, sealed.seal, fault as never]));
  };
  return { operatorId, key: sealed.key, prove };
}

describe('Production genesis > faults', function () {
  this.timeout(600_000);

  it('judge by the points that were committed, not by those that the accuser brings (W8)', async () => {
    const c = await k.loadFixture(opened);
    const { operatorId, key, prove } = await audited(c, [TRUE]);
    expect(await prove([FALSE], 0), 'other points').to.equal('PathInvalid');
    expect(await prove([TRUE], 0), 'the true ones').to.equal('FaultNotProven');
    expect(await w.stageOf(c, key)).to.equal('FIRST');
    expect(await c.workLedger.read.unitsOf([operatorId])).to.equal(20_000n);
  });

  it('end the epoch, take back the quarter, and hold the stake, whoever proves one (W8)', async () => {
    const c = await k.loadFixture(opened);
    const { operatorId, key, prove } = await audited(c, [TRUE, FALSE]);
    await c.operatorRegistry.write.unbond(await k.by(OWNERS[0]!));
    expect(await prove([TRUE, FALSE], 1)).to.equal('ok');
    expect(await w.stageOf(c, key)).to.equal('VOID');
    expect(await c.workLedger.read.unitsOf([operatorId])).to.equal(0n);
    expect(await c.workLedger.read.isInChamber([k.groupOf(operatorId)])).to.equal(false);
    await k.time.increase(k.genesis.operators.unbondingPeriod + k.DAY);
    const withdraw = async () => k.outcome(c.operatorRegistry.write.withdrawStake(await k.by(OWNERS[0]!)));
    expect(await withdraw(), 'until the hold ends').to.equal('StakeHeld');
    await k.time.increase(k.genesis.spotChecks.debitPeriod);
    expect(await withdraw()).to.equal('ok');
  });
});
