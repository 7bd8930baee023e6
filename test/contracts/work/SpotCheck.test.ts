import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import hre from 'hardhat';
import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  type Commons,
  client,
  deployPopulated,
  EAST,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  viem,
} from '../commons.ts';
import { creditWork, findClean, sealAndDraw, sealEpoch, toCommitment } from './creditWork.ts';

const NONE = `0x${'00'.repeat(32)}` as const;
const UNITS = 500n;

describe('Work, from the seal to the credit', () => {
  let commons: Commons;
  let northId: bigint;
  let southId: bigint;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
    northId = await commons.operatorRegistry.read.operatorOf([addressAt(NORTH)]);
    southId = await commons.operatorRegistry.read.operatorOf([addressAt(SOUTH)]);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.spotCheck, error, args);
  const { emitWithArgs } = viem.assertions;
  const work = { operator: NORTH, epoch: 7n, units: UNITS };

  describe('draw', () => {
    it('takes the hash of the block after the seal, whoever draws and whenever', async () => {
      const sealed = await sealEpoch(commons, work);
      await networkHelpers.mine(5);
      await commons.spotCheck.write.draw([northId, 7n, sealed], from(ANA));
      const { hash } = await client.getBlock({ blockNumber: sealed.blockNumber + 1n });
      const types = [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'uint64' }] as const;
      const expected = keccak256(encodeAbiParameters(types, [hash as Hex, northId, 7n]));
      expect(await commons.spotCheck.read.seed([northId, 7n])).to.equal(expected);
      await fails(commons.spotCheck.write.draw([northId, 7n, sealed]), 'AlreadyDrawn', [northId, 7n]);
    });

    it('too early or too late moves the chain on instead of failing; a later call draws', async () => {
      const early = await sealEpoch(commons, work);
      await emitWithArgs(commons.spotCheck.write.draw([northId, 7n, early]), commons.spotCheck, 'DrawScheduled', [
        northId,
        7n,
        early.blockNumber + 1n,
        early.blockNumber,
      ]);
      expect(await commons.spotCheck.read.seed([northId, 7n])).to.equal(NONE);
      const late = await sealEpoch(commons, { ...work, epoch: 8n });
      await networkHelpers.mine(300);
      await commons.spotCheck.write.draw([northId, 8n, late]);
      expect(await commons.spotCheck.read.seed([northId, 8n])).to.equal(NONE);
      await networkHelpers.mine(3);
      await commons.spotCheck.write.draw([northId, 8n, late]);
      expect(await commons.spotCheck.read.seed([northId, 8n])).to.not.equal(NONE);
    });

    it('knows only what was sealed', async () => {
      const sealed = await sealEpoch(commons, work);
      await networkHelpers.mine(2);
      for (const lie of [{ units: UNITS + 1n }, { count: 11 }, { root: hashOf('other') }, { blockNumber: 1n }]) {
        const call = commons.spotCheck.write.draw([northId, 7n, { ...sealed, ...lie }]);
        await fails(call, 'NotSealed', [northId, 7n]);
      }
      await fails(commons.spotCheck.write.draw([northId, 9n, sealed]), 'NotSealed', [northId, 9n]);
    });

    it('costs no more gas drawn than scheduled, so that an estimate of either suffices', async function () {
      if (hre.globalOptions.coverage) this.skip();
      const gasOf = async (hash: Hex) => (await client.waitForTransactionReceipt({ hash })).gasUsed;
      const first = await sealEpoch(commons, work);
      const scheduled = await gasOf(await commons.spotCheck.write.draw([northId, 7n, first]));
      const second = await sealEpoch(commons, { ...work, epoch: 8n });
      await networkHelpers.mine(2);
      const drawn = await gasOf(await commons.spotCheck.write.draw([northId, 8n, second]));
      expect(Number(drawn)).to.be.at.most(Number(scheduled));
    });
  });

  describe('verdicts', () => {
    const verdict = { checked: 3, failed: 0, verdictRoot: hashOf('verdicts'), salt: hashOf('salt') };
    const commit = (index: number, options = verdict) =>
      commons.spotCheck.write.commit([northId, 7n, toCommitment({ ...options, verifier: index })], from(index));
    const reveal = (index: number, options = verdict) => {
      const { checked, failed, verdictRoot, salt } = options;
      return commons.spotCheck.write.reveal([northId, 7n, checked, failed, verdictRoot, salt, 'ipfs://v'], from(index));
    };
    beforeEach(async () => {
      await sealAndDraw(commons, work);
    });

    it('are committed, then opened, and credit nothing by themselves', async () => {
      const commitment = toCommitment({ ...verdict, verifier: SOUTH });
      const committed = [northId, 7n, southId, commitment] as const;
      await emitWithArgs(commit(SOUTH), commons.spotCheck, 'VerdictCommitted', [...committed]);
      const opened = [northId, 7n, southId, 3, 0, verdict.verdictRoot, 'ipfs://v'] as const;
      await emitWithArgs(reveal(SOUTH), commons.spotCheck, 'VerdictRevealed', [...opened]);
      expect(await commons.workLedger.read.unitsOf([northId])).to.equal(0n);
      await fails(reveal(SOUTH), 'AlreadyRevealed', [southId]);
    });

    it('of the served operator’s group are refused', async () => {
      const eastId = await commons.operatorRegistry.read.operatorOf([addressAt(EAST)]);
      await fails(commit(EAST), 'SameGroup', [northId, eastId]);
      await fails(commit(NORTH), 'SameGroup', [northId, northId]);
    });

    it('that found a fault credit nothing', async () => {
      const faulty = { ...verdict, failed: 1 };
      await commit(SOUTH, faulty);
      await reveal(SOUTH, faulty);
      await networkHelpers.time.increase(genesis.spotChecks.challengeWindow + 1);
      const call = commons.spotCheck.write.settle([northId, 7n]);
      await viem.assertions.revertWithCustomError(call, commons.spotCheck, 'NotFoundClean');
    });
  });

  describe('settlement', () => {
    it('credits the ledger once, after the window', async () => {
      await findClean(commons, { ...work, verifier: SOUTH });
      await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
      const settled = commons.spotCheck.write.settle([northId, 7n]);
      await emitWithArgs(settled, commons.spotCheck, 'EpochCredited', [northId, 7n, UNITS]);
      expect(await commons.workLedger.read.unitsOf([northId])).to.equal(UNITS);
      await fails(commons.spotCheck.write.settle([northId, 7n]), 'AlreadyCredited', [northId, 7n]);
    });

    it('turns credited units into compute credits by one root and a path', async () => {
      await creditWork(commons, { ...work, verifier: SOUTH });
      await creditWork(commons, { operator: SOUTH, verifier: NORTH, epoch: 7n, units: 40n });
      const cutoff = await networkHelpers.time.latest();
      await networkHelpers.mine();
      const leaves: [bigint, Address, bigint][] = [
        [northId, addressAt(NORTH), UNITS],
        [southId, addressAt(SOUTH), 40n],
      ];
      const tree = StandardMerkleTree.of(leaves, ['uint256', 'address', 'uint256']);
      await commons.settlement.write.post([cutoff, tree.root as Hex, 'ipfs://root'], from(SOUTH));
      await networkHelpers.time.increase(genesis.settlement.window + 1);
      await commons.settlement.write.finalise();
      const claim = ([operatorId, account, cumulative]: [bigint, Address, bigint], index: number) =>
        commons.contributionCredits.write.claim([operatorId, account, cumulative, tree.getProof(index) as Hex[]]);
      for (const [index, leaf] of leaves.entries()) await claim(leaf, index);
      expect(await commons.contributionCredits.read.lifetime([addressAt(NORTH), 1n])).to.equal(UNITS);
      expect(await commons.contributionCredits.read.balanceOf([addressAt(SOUTH), 1n])).to.equal(40n);
      const again = claim(leaves[0] as [bigint, Address, bigint], 0);
      await viem.assertions.revertWithCustomError(again, commons.contributionCredits, 'NothingToClaim');
    });
  });
});
