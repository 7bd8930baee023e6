import { expect } from 'chai';
import { getAddress, zeroAddress } from 'viem';
import {
  addressAt,
  type Commons,
  deployPopulated,
  EAST,
  from,
  GROUP_A,
  GROUP_B,
  genesis,
  NORTH,
  networkHelpers,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';
import { creditWork } from './creditWork.ts';

describe('WorkLedger', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const votesOf = (index: number) => commons.workLedger.read.getVotes([addressAt(index)]);

  it('weighs by the square root of units', async () => {
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 10_000n });
    await creditWork(commons, { operator: SOUTH, verifier: NORTH, epoch: 1n, units: 100n });
    expect(await votesOf(NORTH)).to.equal(100_000_000n);
    expect(await votesOf(SOUTH)).to.equal(10_000_000n);
    await networkHelpers.mine();
    const now = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.workLedger.read.getPastTotalSupply([now])).to.equal(110_000_000n);
    expect(await commons.workLedger.read.getPastGroups([now])).to.equal(2n);
    expect(await commons.workLedger.read.groupWeightAt([GROUP_A, now])).to.equal(100_000_000n);
  });

  it('shares a group’s weight pro rata: splitting gains nothing', async () => {
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 7_500n });
    await creditWork(commons, { operator: EAST, verifier: SOUTH, epoch: 1n, units: 2_500n });
    expect(await votesOf(NORTH)).to.equal(75_000_000n);
    expect(await votesOf(EAST)).to.equal(25_000_000n);
  });

  it('falls to zero when idle, without a transaction; anyone may then correct the total', async () => {
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 10_000n });
    await networkHelpers.mine();
    const then = BigInt(await networkHelpers.time.latest()) - 1n;
    await networkHelpers.time.increase(genesis.work.window + 10);
    expect(await votesOf(NORTH)).to.equal(0n);
    const now = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.workLedger.read.getPastTotalSupply([now])).to.equal(100_000_000n);
    await viem.assertions.emitWithArgs(
      commons.workLedger.write.sync([GROUP_A], from(STRANGER)),
      commons.workLedger,
      'GroupSynced',
      [GROUP_A, 0n],
    );
    await networkHelpers.mine();
    const later = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.workLedger.read.getPastTotalSupply([later])).to.equal(0n);
    expect(await commons.workLedger.read.getPastGroups([later])).to.equal(0n);
    expect(await commons.workLedger.read.getPastVotes([addressAt(NORTH), then])).to.equal(100_000_000n);
    await commons.workLedger.write.sync([GROUP_B]);
  });

  it('holds a group to its capped share', async () => {
    const settings = { window: 1000, groupCap: 2_500, epoch: 10, epochCeiling: 1_000_000n, minimumUnits: 0n };
    const me = addressAt(0);
    const authority = await viem.deployContract('AccessManager', [me]);
    const ledger = await viem.deployContract('WorkLedger', [
      authority.address,
      commons.operatorRegistry.address,
      settings,
    ]);
    for (const index of [NORTH, SOUTH]) {
      const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(index)]);
      await ledger.write.credit([operatorId, 10_000n]);
    }
    expect(await ledger.read.getVotes([addressAt(NORTH)])).to.equal(50_000_000n);
    expect((await ledger.read.settings()).groupCap).to.equal(2_500);
  });

  it('is credited by spot checks only', async () => {
    const call = commons.workLedger.write.credit([1n, 5n], from(0));
    await viem.assertions.revertWithCustomErrorWithArgs(call, commons.workLedger, 'AccessManagedUnauthorized', [
      getAddress(addressAt(0)),
    ]);
  });

  it('cannot be delegated and says nothing about the present', async () => {
    const { read } = commons.workLedger;
    const fails = viem.assertions.revertWithCustomError;
    await fails(read.delegate([addressAt(SOUTH)]), commons.workLedger, 'NotDelegable');
    const bySig = read.delegateBySig([zeroAddress, 0n, 0n, 27, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`]);
    await fails(bySig, commons.workLedger, 'NotDelegable');
    expect(await read.delegates([addressAt(NORTH)])).to.equal(getAddress(addressAt(NORTH)));
    const future = BigInt(await networkHelpers.time.latest()) + 100n;
    await fails(read.getPastVotes([addressAt(NORTH), future]), commons.workLedger, 'FutureLookup');
    expect(await read.CLOCK_MODE()).to.equal('mode=timestamp');
  });

  it('refuses empty settings and unknown operators', async () => {
    const authority = await viem.deployContract('AccessManager', [addressAt(0)]);
    const good = { window: 1000, groupCap: 2_500, epoch: 10, epochCeiling: 1_000_000n, minimumUnits: 0n };
    const make = (settings: typeof good) =>
      viem.deployContract('WorkLedger', [authority.address, commons.operatorRegistry.address, settings]);
    for (const bad of [{ window: 0 }, { groupCap: 0 }, { groupCap: 10_001 }, { epoch: 0 }, { epochCeiling: 0n }]) {
      await viem.assertions.revertWithCustomError(make({ ...good, ...bad }), commons.workLedger, 'WorkSettingsInvalid');
    }
    const call = (await make(good)).write.credit([99n, 5n]);
    await viem.assertions.revertWithCustomErrorWithArgs(call, commons.workLedger, 'WorkOperatorUnknown', [99n]);
  });
});
