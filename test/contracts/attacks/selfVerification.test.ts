import { expect } from 'chai';
import { keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  attest,
  deployPopulated,
  EAST,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
} from '../commons.ts';
import { endPanel, panelOf, sealAndDraw, sealEpoch, waitForSeed } from '../work/creditWork.ts';

const NORTH_ID = 5n;

/** Find one's own work in order. */
describe('Attack: work checked by whoever did it', () => {
  async function open() {
    const commons = await deployPopulated();
    const { key } = await sealAndDraw(commons, { operator: NORTH, units: 100n });
    const commit = (by: number) => commons.spotCheck.write.commit([key, hashOf('verdict')], from(by));
    return { commons, key, check: commons.spotCheck, commit };
  }

  it('is refused to whoever was not drawn: the operator, its group, its friends', async () => {
    const { commons, key, check, commit } = await networkHelpers.loadFixture(open);
    expect(await panelOf(commons, key)).to.deep.equal([SOUTH]);
    for (const by of [NORTH, EAST]) {
      const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(by)]);
      await refuses(commit(by), check, 'NotOnPanel', [key, operatorId]);
    }
  });

  it('is refused to the operator under a new account', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    const { identityRegistry } = commons;
    const evidence = await attest(commons, addressAt(STRANGER), { kind: 2, tag: keccak256(addressAt(NORTH)) });
    await identityRegistry.write.requestRekey([NORTH_ID, addressAt(STRANGER), evidence]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await identityRegistry.write.completeRekey([NORTH_ID]);
    const { key } = await sealAndDraw(commons, { operator: STRANGER, units: 100n });
    const commit = check.write.commit([key, hashOf('verdict')], from(STRANGER));
    await refuses(commit, check, 'NotOnPanel', [key, NORTH_ID]);
  });

  it('is refused to accounts that have nothing to lose', async () => {
    const { commons, commit } = await networkHelpers.loadFixture(open);
    await refuses(commit(ANA), commons.operatorRegistry, 'NotOperator', [addressAt(ANA)]);
    await commons.operatorRegistry.write.unbond(from(SOUTH));
    await refuses(commit(SOUTH), commons.operatorRegistry, 'OperatorInactive', [6n]);
  });

  it('earns nothing where nobody looked', async () => {
    const { commons, key, check } = await networkHelpers.loadFixture(open);
    for (const stage of [3, 5]) {
      await endPanel(commons, key);
      await check.write.advance([key]);
      expect((await check.read.audit([key])).stage).to.equal(stage);
    }
    await refuses(check.write.settle([key]), check, 'NotFoundClean', [key, 5]);
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(0n);
  });

  it('cannot choose who looks, and at which receipts', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    const { epoch, sealed, key } = await sealEpoch(commons, { operator: NORTH, units: 100n });
    const other = { ...sealed, sealedAt: sealed.sealedAt - genesis.beacon.round };
    await refuses(check.write.draw([NORTH_ID, epoch, other]), check, 'NotSealed', [NORTH_ID, epoch]);
    await waitForSeed(commons, sealed.sealedAt);
    await check.write.draw([NORTH_ID, epoch, sealed]);
    const { seed } = await check.read.audit([key]);
    await refuses(check.write.draw([NORTH_ID, epoch, sealed]), check, 'AlreadyDrawn', [key]);
    expect((await check.read.audit([key])).seed).to.equal(seed);
  });
});
