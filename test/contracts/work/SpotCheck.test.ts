import { expect } from 'chai';
import hre from 'hardhat';
import { encodeAbiParameters, keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  type Commons,
  client,
  deployPopulated,
  EAST,
  from,
  GROUP_B,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  viem,
} from '../commons.ts';
import { creditWork, sealAndDraw, toCommitment } from './creditWork.ts';

const NONE = `0x${'00'.repeat(32)}` as const;

describe('ReceiptBook and SpotCheck', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.spotCheck, error, args);
  const { emitWithArgs } = viem.assertions;
  const seal = (epoch: bigint) =>
    commons.receiptBook.write.seal([epoch, hashOf('root'), 10, 500n, 'ipfs://r'], from(NORTH));

  describe('seal', () => {
    it('seals an epoch once', async () => {
      await emitWithArgs(seal(7n), commons.receiptBook, 'Sealed', [1n, 7n, hashOf('root'), 10, 500n, 'ipfs://r']);
      const book = await commons.receiptBook.read.book([1n, 7n]);
      expect([book.root, book.count, book.units]).to.deep.equal([hashOf('root'), 10, 500n]);
      expect(book.sealedAtBlock).to.equal(await client.getBlockNumber({ cacheTime: 0 }));
      const again = seal(7n);
      await viem.assertions.revertWithCustomErrorWithArgs(again, commons.receiptBook, 'AlreadySealed', [1n, 7n]);
    });

    it('refuses empty seals', async () => {
      const empty = commons.receiptBook.write.seal([1n, hashOf('root'), 0, 1n, ''], from(NORTH));
      await viem.assertions.revertWithCustomError(empty, commons.receiptBook, 'SealEmpty');
    });
  });

  describe('draw', () => {
    it('takes the hash of the block after the seal, whoever draws and whenever', async () => {
      await seal(7n);
      const sealBlock = await client.getBlockNumber({ cacheTime: 0 });
      await networkHelpers.mine(5);
      await commons.spotCheck.write.draw([1n, 7n], from(ANA));
      const { hash } = await client.getBlock({ blockNumber: sealBlock + 1n });
      const expected = keccak256(
        encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }, { type: 'uint64' }], [hash!, 1n, 7n]),
      );
      expect(await commons.spotCheck.read.seed([1n, 7n])).to.equal(expected);
      await fails(commons.spotCheck.write.draw([1n, 7n]), 'AlreadyDrawn', [1n, 7n]);
    });

    it('too early moves the chain on instead of failing; the next call draws', async () => {
      await seal(7n);
      const target = (await client.getBlockNumber({ cacheTime: 0 })) + 1n;
      await emitWithArgs(commons.spotCheck.write.draw([1n, 7n]), commons.spotCheck, 'DrawScheduled', [
        1n,
        7n,
        target,
        target - 1n,
      ]);
      expect(await commons.spotCheck.read.seed([1n, 7n])).to.equal(NONE);
      await commons.spotCheck.write.draw([1n, 7n]);
      expect(await commons.spotCheck.read.seed([1n, 7n])).to.not.equal(NONE);
    });

    it('too late aims at a new block that nobody knows yet', async () => {
      await seal(7n);
      await networkHelpers.mine(300);
      const now = await client.getBlockNumber({ cacheTime: 0 });
      await emitWithArgs(commons.spotCheck.write.draw([1n, 7n]), commons.spotCheck, 'DrawScheduled', [
        1n,
        7n,
        now + 2n,
        now - 300n,
      ]);
      await networkHelpers.mine(3);
      await commons.spotCheck.write.draw([1n, 7n]);
      expect(await commons.spotCheck.read.seed([1n, 7n])).to.not.equal(NONE);
    });

    it('needs a seal', async () => {
      await fails(commons.spotCheck.write.draw([1n, 9n]), 'NotSealed', [1n, 9n]);
    });

    it('costs no more gas drawn than scheduled, so that an estimate of either suffices', async function () {
      if (hre.globalOptions.coverage) this.skip();
      const gasOf = async (hash: `0x${string}`) => (await client.waitForTransactionReceipt({ hash })).gasUsed;
      await seal(7n);
      const scheduled = await gasOf(await commons.spotCheck.write.draw([1n, 7n]));
      await seal(8n);
      await networkHelpers.mine(2);
      const drawn = await gasOf(await commons.spotCheck.write.draw([1n, 8n]));
      expect(Number(drawn)).to.be.at.most(Number(scheduled));
    });
  });

  describe('commit and reveal', () => {
    const verdict = { checked: 3, failed: 0, verdictRoot: hashOf('verdicts'), salt: hashOf('salt') };
    const commit = (index: number, options = verdict) =>
      commons.spotCheck.write.commit([1n, 7n, toCommitment({ ...options, verifier: index })], from(index));
    const reveal = (index: number, options = verdict) =>
      commons.spotCheck.write.reveal(
        [1n, 7n, options.checked, options.failed, options.verdictRoot, options.salt, 'ipfs://v'],
        from(index),
      );
    beforeEach(async () => {
      await sealAndDraw(commons, { operator: NORTH, epoch: 7n, units: 500n });
    });

    it('credits the epoch once, in the ledger and as compute credits', async () => {
      const commitment = toCommitment({ ...verdict, verifier: SOUTH });
      await emitWithArgs(commit(SOUTH), commons.spotCheck, 'VerdictCommitted', [1n, 7n, 2n, commitment]);
      await emitWithArgs(reveal(SOUTH), commons.spotCheck, 'VerdictRevealed', [
        1n,
        7n,
        2n,
        3,
        0,
        verdict.verdictRoot,
        'ipfs://v',
      ]);
      expect(await commons.workLedger.read.unitsOf([1n])).to.equal(500n);
      expect(await commons.contributionCredits.read.lifetime([addressAt(NORTH), 1n])).to.equal(500n);
      const audit = await commons.spotCheck.read.audit([1n, 7n]);
      expect([audit.clean, audit.faulty, audit.credited]).to.deep.equal([1, 0, true]);
      await fails(reveal(SOUTH), 'AlreadyRevealed', [2n]);
      expect((await commons.spotCheck.read.verdict([1n, 7n, 2n])).checked).to.equal(3);
    });

    it('credits nothing when receipts failed or none was checked', async () => {
      const faulty = { ...verdict, failed: 1 };
      await commit(SOUTH, faulty);
      await reveal(SOUTH, faulty);
      expect(await commons.workLedger.read.unitsOf([1n])).to.equal(0n);
      await sealAndDraw(commons, { operator: NORTH, epoch: 8n, units: 500n });
      const empty = { ...verdict, checked: 0 };
      const commitment = toCommitment({ ...empty, verifier: SOUTH });
      await commons.spotCheck.write.commit([1n, 8n, commitment], from(SOUTH));
      await commons.spotCheck.write.reveal([1n, 8n, 0, 0, empty.verdictRoot, empty.salt, ''], from(SOUTH));
      expect(await commons.workLedger.read.unitsOf([1n])).to.equal(0n);
    });

    it('refuses a verifier of the served operator’s group, and the operator itself', async () => {
      await fails(commit(EAST), 'SameGroup', [1n, 3n]);
      await fails(commit(NORTH), 'SameGroup', [1n, 1n]);
    });

    it('refuses a reveal without commitment, another’s verdict and a changed verdict', async () => {
      await fails(reveal(SOUTH), 'NotCommitted', [2n]);
      await commit(SOUTH);
      await fails(reveal(EAST), 'NotCommitted', [3n]);
      const opened = toCommitment({ ...verdict, checked: 4, verifier: SOUTH });
      const committed = toCommitment({ ...verdict, verifier: SOUTH });
      await fails(reveal(SOUTH, { ...verdict, checked: 4 }), 'CommitmentMismatch', [committed, opened]);
      await fails(reveal(SOUTH, { ...verdict, checked: 11 }), 'VerdictImpossible', [11, 0, 10]);
      await fails(reveal(SOUTH, { ...verdict, failed: 4 }), 'VerdictImpossible', [3, 4, 10]);
    });

    it('refuses a copied commitment: it opens for its author only', async () => {
      await register(commons, ANA, hashOf('group c'));
      const stolen = toCommitment({ ...verdict, verifier: SOUTH });
      await commit(SOUTH);
      await commons.spotCheck.write.commit([1n, 7n, stolen], from(ANA));
      const opened = toCommitment({ ...verdict, verifier: ANA });
      await fails(reveal(ANA), 'CommitmentMismatch', [stolen, opened]);
    });

    it('closes commitments with the first opened verdict, and takes one per group', async () => {
      await register(commons, ANA, GROUP_B);
      await commit(SOUTH);
      await fails(commit(ANA), 'GroupCommitted', [GROUP_B]);
      await reveal(SOUTH);
      await fails(commit(ANA), 'CommitClosed', [1n, 7n]);
    });

    it('refuses a commitment before the draw', async () => {
      await commons.receiptBook.write.seal([9n, hashOf('r'), 1, 1n, ''], from(NORTH));
      await fails(commons.spotCheck.write.commit([1n, 9n, hashOf('c')], from(SOUTH)), 'NotDrawn', [1n, 9n]);
    });
  });

  it('credits no more than an epoch’s ceiling', async () => {
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 999_999_999n });
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 2n, units: 999_999_999n });
    expect(await commons.workLedger.read.unitsOf([1n])).to.equal(1_000_000_000n);
    expect(await commons.contributionCredits.read.lifetime([addressAt(NORTH), 1n])).to.equal(1_000_000_000n);
  });
});
