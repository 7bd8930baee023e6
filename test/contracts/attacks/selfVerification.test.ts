import { expect } from 'chai';
import { keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  attest,
  deployPopulated,
  EAST,
  from,
  GROUP_B,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  STRANGER,
} from '../commons.ts';
import { sealAndDraw, sealEpoch, toCommitment } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const EAST_ID = 7n;
const EPOCH = 1n;
const VERDICT = { checked: 1, failed: 0, verdictRoot: hashOf('fine'), salt: hashOf('salt') };

/** Find one's own work in order. */
describe('Attack: work checked by whoever did it', () => {
  async function open() {
    const commons = await deployPopulated();
    await sealAndDraw(commons, { operator: NORTH, epoch: EPOCH, units: 100n });
    const commit = (by: number) =>
      commons.spotCheck.write.commit([NORTH_ID, EPOCH, toCommitment({ ...VERDICT, verifier: by })], from(by));
    const reveal = (by: number) =>
      commons.spotCheck.write.reveal(
        [NORTH_ID, EPOCH, VERDICT.checked, VERDICT.failed, VERDICT.verdictRoot, VERDICT.salt, ''],
        from(by),
      );
    return { commons, check: commons.spotCheck, commit, reveal };
  }

  it('is refused to the operator and to its whole group', async () => {
    const { check, commit } = await networkHelpers.loadFixture(open);
    await refuses(commit(NORTH), check, 'SameGroup', [NORTH_ID, NORTH_ID]);
    await refuses(commit(EAST), check, 'SameGroup', [NORTH_ID, EAST_ID]);
  });

  it('is refused to the operator under a new account, and in a new group', async () => {
    const { commons, check, commit } = await networkHelpers.loadFixture(open);
    const { identityRegistry, operatorRegistry } = commons;
    const evidence = await attest(commons, addressAt(STRANGER), { kind: 2, tag: keccak256(addressAt(NORTH)) });
    await identityRegistry.write.requestRekey([NORTH_ID, addressAt(STRANGER), evidence]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await identityRegistry.write.completeRekey([NORTH_ID]);
    await refuses(commit(STRANGER), check, 'SameGroup', [NORTH_ID, NORTH_ID]);
    await refuses(register(commons, STRANGER, GROUP_B), operatorRegistry, 'IdentityTaken', [NORTH_ID]);
  });

  it('is refused to accounts that have nothing to lose', async () => {
    const { commons, commit } = await networkHelpers.loadFixture(open);
    await refuses(commit(ANA), commons.operatorRegistry, 'NotOperator', [addressAt(ANA)]);
    await commons.operatorRegistry.write.unbond(from(SOUTH));
    await refuses(commit(SOUTH), commons.operatorRegistry, 'OperatorInactive', [6n]);
  });

  it('does not work by opening what was never committed, or by finding nothing wrong with nothing', async () => {
    const { commons, check, reveal } = await networkHelpers.loadFixture(open);
    await refuses(reveal(NORTH), check, 'NotCommitted', [NORTH_ID]);
    const idle = { ...VERDICT, checked: 0 };
    await check.write.commit([NORTH_ID, EPOCH, toCommitment({ ...idle, verifier: SOUTH })], from(SOUTH));
    await check.write.reveal([NORTH_ID, EPOCH, 0, 0, idle.verdictRoot, idle.salt, ''], from(SOUTH));
    const settle = check.write.settle([NORTH_ID, EPOCH]);
    await refuses(settle, check, 'NotFoundClean', [0, 0, genesis.spotChecks.verdictsNeeded]);
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(0n);
  });

  it('cannot choose which receipts are looked at', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    const work = { operator: NORTH, epoch: 2n, units: 100n };
    const sealed = await sealEpoch(commons, work);
    const other = { ...sealed, blockNumber: sealed.blockNumber - 1n };
    await refuses(check.write.draw([NORTH_ID, 2n, other]), check, 'NotSealed', [NORTH_ID, 2n]);
    await networkHelpers.mine(2);
    await check.write.draw([NORTH_ID, 2n, sealed]);
    const seed = await check.read.seed([NORTH_ID, 2n]);
    await refuses(check.write.draw([NORTH_ID, 2n, sealed]), check, 'AlreadyDrawn', [NORTH_ID, 2n]);
    expect(await check.read.seed([NORTH_ID, 2n])).to.equal(seed);
  });
});
