import { expect } from 'chai';
import {
  ANA,
  addressAt,
  type Commons,
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
import {
  endPanel,
  enlist,
  findClean,
  panelOf,
  sealAndDraw,
  sealEpoch,
  toCommitment,
  waitForReveals,
  waitForSeed,
} from './creditWork.ts';

const UNITS = 500n;
const work = { operator: NORTH, units: UNITS };

/** The rules of panels and verdicts are in SpotCheck*.t.sol; here they are part of a commons of two groups. */
describe('Work, from the seal to the credit', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.spotCheck, error, args);

  it('is drawn once, by anyone, when the beacon has spoken since the seal', async () => {
    for (const index of [NORTH, SOUTH]) await enlist(commons, index);
    const { operatorId, epoch, sealed, key } = await sealEpoch(commons, work);
    await waitForSeed(commons, sealed.sealedAt);
    const lie = commons.spotCheck.write.draw([operatorId, epoch, { ...sealed, units: UNITS + 1n }]);
    await fails(lie, 'NotSealed', [operatorId, epoch]);
    await commons.spotCheck.write.draw([operatorId, epoch, sealed], from(ANA));
    expect(await panelOf(commons, key)).to.deep.equal([SOUTH]);
    await fails(commons.spotCheck.write.draw([operatorId, epoch, sealed]), 'AlreadyDrawn', [key]);
  });

  it('earns nothing for a group that does not verify', async () => {
    await enlist(commons, SOUTH);
    const { operatorId, epoch, sealed } = await sealEpoch(commons, work);
    await waitForSeed(commons, sealed.sealedAt);
    const call = commons.spotCheck.write.draw([operatorId, epoch, sealed]);
    await fails(call, 'GroupNotEnlisted', [operatorId, sealed.sealedAt]);
  });

  it('is judged by the drawn only', async () => {
    const { key } = await sealAndDraw(commons, work);
    for (const index of [EAST, NORTH]) {
      const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(index)]);
      const call = commons.spotCheck.write.commit([key, hashOf('verdict')], from(index));
      await fails(call, 'NotOnPanel', [key, operatorId]);
    }
  });

  it('is credited once, after the window, and claimed from the ledger', async () => {
    const { operatorId, epoch, key } = await findClean(commons, work);
    await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
    const settled = commons.spotCheck.write.settle([key]);
    await viem.assertions.emitWithArgs(settled, commons.spotCheck, 'EpochCredited', [operatorId, epoch, UNITS]);
    expect(await commons.workLedger.read.unitsOf([operatorId])).to.equal(UNITS);
    await fails(commons.spotCheck.write.settle([key]), 'NotFoundClean', [key, 6]);
    await commons.contributionCredits.write.claim([operatorId]);
    expect(await commons.contributionCredits.read.balanceOf([addressAt(NORTH), 1n])).to.equal(UNITS);
    const again = commons.contributionCredits.write.claim([operatorId]);
    await viem.assertions.revertWithCustomError(again, commons.contributionCredits, 'NothingToClaim');
  });

  it('is not credited where the only other group finds a fault', async () => {
    const { key } = await sealAndDraw(commons, work);
    for (const stage of [3, 5]) {
      const verdict = { checked: 3, failed: 1, verdictRoot: hashOf('verdicts'), salt: hashOf('salt') };
      const commitment = toCommitment({ ...verdict, verifier: SOUTH });
      await commons.spotCheck.write.commit([key, commitment], from(SOUTH));
      await waitForReveals(commons, key);
      const { checked, failed, verdictRoot, salt } = verdict;
      await commons.spotCheck.write.reveal([key, checked, failed, verdictRoot, salt, 'ipfs://v'], from(SOUTH));
      await endPanel(commons, key);
      await commons.spotCheck.write.advance([key]);
      expect((await commons.spotCheck.read.audit([key])).stage).to.equal(stage);
    }
    await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
    await fails(commons.spotCheck.write.settle([key]), 'NotFoundClean', [key, 5]);
  });
});
