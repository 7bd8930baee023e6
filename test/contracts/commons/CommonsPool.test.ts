import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import { type Address, getAddress, type Hex, toFunctionSelector } from 'viem';
import {
  ANA,
  accountAt,
  addressAt,
  asTimelock,
  attest,
  BAKO,
  type Commons,
  chainId,
  deployPopulated,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';

/** Numbers of the fixture's identities; an operator's number is its identity's. */
const ANA_ID = 1n;
const BAKO_ID = 2n;
const NORTH_ID = 5n;
const SOUTH_ID = 6n;

const FLOOR = BigInt(genesis.commons.floor);
const MEMBERS = 4n;

const types = {
  Voucher: [
    { name: 'identityId', type: 'uint256' },
    { name: 'operatorId', type: 'uint256' },
    { name: 'cumulative', type: 'uint64' },
  ],
} as const;

type Voucher = { readonly identityId: bigint; readonly operatorId: bigint; readonly cumulative: bigint };

describe('CommonsPool', () => {
  let commons: Commons;
  const deployPledged = async () => {
    const populated = await deployPopulated();
    // Three quarters of it are just enough for all floors.
    await populated.commonsPool.write.pledge([(FLOOR * MEMBERS * 4n) / 3n + 1n, 0n], from(NORTH));
    return populated;
  };
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPledged);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.commonsPool, error, args);
  const domain = (verifyingContract: Address = commons.commonsPool.address, chain = chainId) =>
    ({ name: 'Tilth CommonsPool', version: '1', chainId: chain, verifyingContract }) as const;
  const sign = (message: Voucher, signer = ANA, at = domain()) =>
    accountAt(signer).signTypedData({ domain: at, types, primaryType: 'Voucher', message });
  const voucher = (cumulative: bigint, identityId = ANA_ID, operatorId = NORTH_ID) => ({
    identityId,
    operatorId,
    cumulative,
  });
  const redeem = (message: Voucher, signature: Hex, index = NORTH) =>
    commons.commonsPool.write.redeemMany([[message], [signature]], from(index));
  const skips = (call: Promise<`0x${string}`>, message: Voucher, error: string) =>
    viem.assertions.emitWithArgs(call, commons.commonsPool, 'VoucherSkipped', [
      message.identityId,
      message.operatorId,
      toFunctionSelector(`${error}()`),
    ]);
  const available = (identityId: bigint) => commons.commonsPool.read.available([identityId]);

  it('gives every person the same, and institutions nothing', async () => {
    expect(await commons.commonsPool.read.activeMembers()).to.equal(MEMBERS);
    expect(await commons.commonsPool.read.factor()).to.equal(10_000n);
    for (const id of [1n, 2n, 3n, 4n]) expect(await available(id)).to.equal(FLOOR);
    for (const id of [0n, NORTH_ID, 99n]) expect(await available(id)).to.equal(0n);
  });

  it('counts vouchers signed by viem, which ethers reads alike', async () => {
    const first = voucher(300n);
    const signature = await sign(first);
    const { name, version, chainId: chain, verifyingContract } = domain();
    const plain = { Voucher: types.Voucher.map((field) => ({ ...field })) };
    expect(verifyWithEthers({ name, version, chainId: chain, verifyingContract }, plain, first, signature)).to.equal(
      accountAt(ANA).address,
    );
    await viem.assertions.emitWithArgs(redeem(first, signature), commons.commonsPool, 'AllotmentUsed', [
      ANA_ID,
      NORTH_ID,
      300n,
      300n,
    ]);
    expect(await available(ANA_ID)).to.equal(FLOOR - 300n);
    expect(await available(BAKO_ID)).to.equal(FLOOR);
    await skips(redeem(first, signature), first, 'NothingToRedeem');
  });

  it('refuses what another account, contract, chain or operator signed for', async () => {
    const one = voucher(1n);
    await skips(redeem(one, await sign(one, BAKO)), one, 'VoucherSignatureInvalid');
    const elsewhere = domain(commons.consentRegistry.address);
    await skips(redeem(one, await sign(one, ANA, elsewhere)), one, 'VoucherSignatureInvalid');
    const abroad = domain(undefined, chainId + 1);
    await skips(redeem(one, await sign(one, ANA, abroad)), one, 'VoucherSignatureInvalid');
    await skips(redeem(one, await sign(one), SOUTH), one, 'NotVoucherOperator');
    const theirs = voucher(1n, ANA_ID, SOUTH_ID);
    await redeem(theirs, await sign(theirs), SOUTH);
  });

  it('is signed for by contract accounts (ERC-1271)', async () => {
    const owner = accountAt(STRANGER);
    const wallet = await viem.deployContract('PoolWallet', [owner.address]);
    const evidence = await attest(commons, wallet.address);
    await commons.identityRegistry.write.enrol([wallet.address, 1, commons.attesterQuorum.address, evidence]);
    const id = await commons.identityRegistry.read.identityOf([wallet.address]);
    const message = voucher(5n, id);
    await redeem(message, await sign(message, STRANGER));
    expect(await commons.commonsPool.read.redeemed([NORTH_ID, id])).to.equal(5n);
    const more = voucher(6n, id);
    await skips(redeem(more, await sign(more, ANA)), more, 'VoucherSignatureInvalid');
  });

  it('follows a member to a new account', async () => {
    const moved = getAddress(addressAt(STRANGER));
    const tag = (await commons.identityRegistry.read.identity([ANA_ID])).tag;
    await commons.identityRegistry.write.requestRekey([ANA_ID, moved, await attest(commons, moved, { tag })]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await commons.identityRegistry.write.completeRekey([ANA_ID]);
    const message = voucher(7n);
    await skips(redeem(message, await sign(message, ANA)), message, 'VoucherSignatureInvalid');
    await redeem(message, await sign(message, STRANGER));
  });

  it('takes no more than is left, which comes back with the day', async () => {
    const all = voucher(FLOOR);
    await redeem(all, await sign(all));
    const more = voucher(FLOOR + 500n);
    expect(await available(ANA_ID)).to.equal(0n);
    await skips(redeem(more, await sign(more)), more, 'AllotmentExceeded');
    await networkHelpers.time.increase(genesis.commons.day);
    expect(await available(ANA_ID)).to.equal(FLOOR);
    await redeem(more, await sign(more));
    expect(await available(ANA_ID)).to.equal(FLOOR - 500n);
  });

  it('takes a batch and leaves out what fails', async () => {
    const batch = [voucher(10n), voucher(10n), voucher(20n, BAKO_ID)];
    const signatures = [await sign(batch[0]!), await sign(batch[1]!), await sign(batch[2]!, BAKO)];
    const send = () => commons.commonsPool.write.redeemMany([batch, signatures], from(NORTH));
    await viem.assertions.emit(send(), commons.commonsPool, 'VoucherSkipped');
    expect(await commons.commonsPool.read.redeemed([NORTH_ID, ANA_ID])).to.equal(10n);
    expect(await commons.commonsPool.read.redeemed([NORTH_ID, BAKO_ID])).to.equal(20n);
  });

  it('cuts priority first, then every floor alike', async () => {
    await commons.commonsPool.write.pledge([FLOOR * MEMBERS * 4n, 0n], from(NORTH));
    // Sixteen floors pledged less a quarter, and four members.
    expect(await commons.commonsPool.read.priorityCapacity()).to.equal(FLOOR * 8n);
    expect(await commons.commonsPool.read.range()).to.equal(40_000n);
    const tripled = commons.commonsPool.write.setFloor([FLOOR * 3n], await asTimelock(commons));
    await fails(tripled, 'RangeTooSmall', [13_333n, BigInt(genesis.commons.range)]);
    await commons.commonsPool.write.setFloor([FLOOR * 2n], await asTimelock(commons));
    expect(await commons.commonsPool.read.factor()).to.equal(10_000n);
    expect(await commons.commonsPool.read.allotment()).to.equal(FLOOR * 2n);
    expect(await commons.commonsPool.read.priorityCapacity()).to.equal(FLOOR * 4n);
    expect(await available(ANA_ID)).to.equal(await available(BAKO_ID));
  });

  it('drops the pledge of an operator that left', async () => {
    await fails(commons.commonsPool.write.drop([NORTH_ID]), 'PledgeKept', [NORTH_ID]);
    await commons.operatorRegistry.write.unbond(from(NORTH));
    await commons.commonsPool.write.drop([NORTH_ID], from(STRANGER));
    expect(await commons.commonsPool.read.pledged()).to.equal(0n);
    expect(await commons.commonsPool.read.factor()).to.equal(0n);
    expect(await available(ANA_ID)).to.equal(0n);
    const again = commons.commonsPool.write.pledge([1n, 0n], from(NORTH));
    await viem.assertions.revertWithCustomError(again, commons.operatorRegistry, 'OperatorInactive');
  });

  it('keeps its floor above the constitution, whatever is voted', async () => {
    const least = BigInt(genesis.constitution.minCommonsFloor);
    const timelock = await asTimelock(commons);
    await fails(commons.commonsPool.write.setFloor([least - 1n], timelock), 'FloorBelowMinimum', [least - 1n, least]);
    await commons.commonsPool.write.raiseMinimum([FLOOR], timelock);
    await fails(commons.commonsPool.write.raiseMinimum([FLOOR - 1n], timelock), 'MinimumNotHigher', [
      FLOOR,
      FLOOR - 1n,
    ]);
    await fails(commons.commonsPool.write.setFloor([FLOOR - 1n], timelock), 'FloorBelowMinimum', [FLOOR - 1n, FLOOR]);
    const stranger = commons.commonsPool.write.setFloor([FLOOR], from(STRANGER));
    await viem.assertions.revertWithCustomError(stranger, commons.commonsPool, 'AccessManagedUnauthorized');
  });
});
