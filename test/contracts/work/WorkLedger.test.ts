import { expect } from 'chai';
import { getAddress, zeroAddress, zeroHash } from 'viem';
import {
  addressAt,
  type Commons,
  deployPopulated,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  viem,
} from '../commons.ts';
import { creditWork } from './creditWork.ts';

/** The rules of seats and ceilings are in Chamber.t.sol and WorkLedger.t.sol; here the ledger is part of a commons. */
describe('WorkLedger', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const groupOf = async (index: number) => {
    const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(index)]);
    return commons.operatorRegistry.read.groupOf([operatorId]);
  };

  it('gives a grown group a seat, and its owner one vote', async () => {
    const operatorId = await creditWork(commons, { operator: NORTH, units: 10_000n });
    expect(await commons.workLedger.read.unitsOf([operatorId])).to.equal(10_000n);
    const group = await groupOf(NORTH);
    await commons.workLedger.write.enter([group]);
    expect(await commons.workLedger.read.isInChamber([group])).to.equal(true);
    expect(await commons.workLedger.read.getVotes([addressAt(NORTH)])).to.equal(1n);
    await networkHelpers.mine();
    const past = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.workLedger.read.pastHeads([past])).to.equal(1n);
    await refuses(commons.workLedger.write.enter([group]), commons.workLedger, 'GroupSitsAlready', [group]);
  });

  it('forgets an idle group without a transaction', async () => {
    await creditWork(commons, { operator: NORTH, units: 10_000n });
    await commons.workLedger.write.enter([await groupOf(NORTH)]);
    await networkHelpers.time.increase(genesis.work.window + 7 * 86_400);
    expect(await commons.workLedger.read.getVotes([addressAt(NORTH)])).to.equal(0n);
    const past = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.workLedger.read.getPastTotalSupply([past])).to.equal(0n);
  });

  it('is credited and debited by spot checks only', async () => {
    const refusal = [getAddress(addressAt(0))];
    const { workLedger } = commons;
    await refuses(workLedger.write.credit([1n, 5n], from(0)), workLedger, 'AccessManagedUnauthorized', refusal);
    await refuses(workLedger.write.debit([1n, 5n, 1n], from(0)), workLedger, 'AccessManagedUnauthorized', refusal);
  });

  it('cannot be delegated and says nothing about the present', async () => {
    const { read } = commons.workLedger;
    const fails = viem.assertions.revertWithCustomError;
    await fails(read.delegate([addressAt(SOUTH)]), commons.workLedger, 'NotDelegable');
    const bySig = read.delegateBySig([zeroAddress, 0n, 0n, 27, zeroHash, zeroHash]);
    await fails(bySig, commons.workLedger, 'NotDelegable');
    expect(await read.delegates([addressAt(NORTH)])).to.equal(getAddress(addressAt(NORTH)));
    const future = BigInt(await networkHelpers.time.latest()) + 100n;
    await fails(read.getPastVotes([addressAt(NORTH), future]), commons.workLedger, 'FutureLookup');
    expect(await read.CLOCK_MODE()).to.equal('mode=timestamp');
  });
});
