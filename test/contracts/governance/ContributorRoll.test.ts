import { expect } from 'chai';
import { getAddress, numberToHex, zeroAddress } from 'viem';
import {
  ANA,
  addressAt,
  attest,
  BAKO,
  CHEN,
  type Commons,
  DARA,
  deployPopulated,
  from,
  NORTH,
  networkHelpers,
  refuses,
  STRANGER,
} from '../commons.ts';

describe('ContributorRoll', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const votes = (index: number) => commons.contributorRoll.read.getVotes([addressAt(index)]);
  const delegate = (index: number, to: `0x${string}`) => commons.contributorRoll.write.delegate([to], from(index));
  /** Twenty-one accounts of nobody's keys, so that there are twenty-five voices. */
  const enrolCrowd = async () => {
    for (let index = 1; index <= 21; ++index) {
      const account = numberToHex(0xc0de00 + index, { size: 20 });
      const evidence = await attest(commons, account);
      await commons.identityRegistry.write.enrol([account, 1, commons.attesterQuorum.address, evidence]);
    }
  };
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.contributorRoll, error, args);

  it('gives each person one voice, with themselves as delegate', async () => {
    expect(await votes(ANA)).to.equal(1n);
    expect(await commons.contributorRoll.read.delegates([addressAt(ANA)])).to.equal(getAddress(addressAt(ANA)));
    await networkHelpers.mine();
    const past = BigInt(await networkHelpers.time.latest()) - 1n;
    expect(await commons.contributorRoll.read.getPastTotalSupply([past])).to.equal(4n);
    expect(await commons.contributorRoll.read.CLOCK_MODE()).to.equal('mode=timestamp');
  });

  it('lends nothing below twenty-five voices, and takes home at any time', async () => {
    await fails(delegate(ANA, addressAt(BAKO)), 'DelegateFull', [getAddress(addressAt(BAKO)), 1n]);
    await enrolCrowd();
    await delegate(ANA, addressAt(BAKO));
    expect([await votes(ANA), await votes(BAKO)]).to.deep.equal([0n, 2n]);
    await delegate(ANA, addressAt(CHEN));
    expect([await votes(BAKO), await votes(CHEN)]).to.deep.equal([1n, 2n]);
    await delegate(ANA, zeroAddress);
    expect([await votes(ANA), await votes(CHEN)]).to.deep.equal([1n, 1n]);
  });

  it('does not let a voice act twice at one time: it moves with the past intact', async () => {
    await enrolCrowd();
    await networkHelpers.mine();
    const before = BigInt(await networkHelpers.time.latest());
    await delegate(ANA, addressAt(BAKO));
    const { getPastVotes } = commons.contributorRoll.read;
    expect(await getPastVotes([addressAt(ANA), before])).to.equal(1n);
    expect(await getPastVotes([addressAt(BAKO), before])).to.equal(1n);
  });

  it('takes members only', async () => {
    await fails(delegate(ANA, addressAt(NORTH)), 'NotSeated', [getAddress(addressAt(NORTH))]);
    await fails(delegate(STRANGER, addressAt(ANA)), 'NotSeated', [getAddress(addressAt(STRANGER))]);
  });

  it('returns a voice when its term is over, without anyone', async () => {
    await enrolCrowd();
    await delegate(ANA, addressAt(BAKO));
    const until = await commons.contributorRoll.read.lentUntil([addressAt(ANA)]);
    const renewed = await attest(commons, addressAt(ANA), { validUntil: BigInt(until) + 90n * 86_400n });
    await commons.identityRegistry.write.renew([1n, renewed], from(ANA));
    await networkHelpers.time.increaseTo(await commons.contributorRoll.read.lentUntil([addressAt(ANA)]));
    expect([await votes(ANA), await commons.contributorRoll.read.lentUntil([addressAt(ANA)])]).to.deep.equal([1n, 0]);
  });

  it('is kept by the identity registry only', async () => {
    const caller = getAddress(addressAt(0));
    await fails(commons.contributorRoll.write.seat([9n, addressAt(STRANGER), 0, 0]), 'NotRegistry', [caller]);
    const rekeyed = commons.contributorRoll.write.rekeyed([1n, addressAt(ANA), addressAt(STRANGER)]);
    await fails(rekeyed, 'NotRegistry', [caller]);
  });

  it('stays consistent through lending, expiry and renewal', async () => {
    await enrolCrowd();
    await delegate(ANA, addressAt(DARA));
    const { validUntil } = await commons.identityRegistry.read.identity([1n]);
    await networkHelpers.time.increaseTo(validUntil + 1n);
    expect([await votes(ANA), await votes(DARA), await commons.contributorRoll.read.seats()]).to.deep.equal([
      0n,
      0n,
      0n,
    ]);
    await commons.identityRegistry.write.renew([1n, await attest(commons, addressAt(ANA))]);
    expect([await votes(ANA), await votes(DARA)]).to.deep.equal([1n, 0n]);
  });
});
