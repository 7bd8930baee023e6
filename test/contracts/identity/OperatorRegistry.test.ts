import { expect } from 'chai';
import { getAddress, keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  asTimelock,
  type Commons,
  client,
  deployPopulated,
  EAST,
  from,
  GROUP_A,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';

describe('OperatorRegistry', () => {
  const minStake = BigInt(genesis.operators.minStake);
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.operatorRegistry, error, args);
  const { emitWithArgs } = viem.assertions;

  describe('register', () => {
    it('registers one operator per identity with its stake', async () => {
      await emitWithArgs(
        commons.operatorRegistry.write.register([GROUP_A, 2], { ...from(ANA), value: minStake + 5n }),
        commons.operatorRegistry,
        'OperatorRegistered',
        [4n, getAddress(addressAt(ANA)), GROUP_A, minStake + 5n],
      );
      const record = await commons.operatorRegistry.read.operator([4n]);
      expect(record.stake).to.equal(minStake + 5n);
      expect(record.computeClass).to.equal(2);
      expect(await commons.operatorRegistry.read.groupOf([4n])).to.equal(GROUP_A);
      expect(await commons.operatorRegistry.read.count()).to.equal(4n);
    });

    it('refuses strangers, seconds, missing groups and low stakes', async () => {
      const register = (index: number, value = minStake, group = GROUP_A) =>
        commons.operatorRegistry.write.register([group, 1], { ...from(index), value });
      await fails(register(STRANGER), 'IdentityInactive', [getAddress(addressAt(STRANGER)), 0n]);
      const identityId = await commons.identityRegistry.read.identityOf([addressAt(NORTH)]);
      await fails(register(NORTH), 'IdentityTaken', [identityId, 1n]);
      await fails(register(ANA, minStake, `0x${'00'.repeat(32)}`), 'GroupMissing', []);
      await fails(register(ANA, minStake - 1n), 'StakeLow', [minStake - 1n, minStake]);
    });
  });

  describe('bindNode', () => {
    const peerId = '0x0024080112201234';
    const peerKey = keccak256(peerId);

    it('binds, changes and gives up a node', async () => {
      const bound = commons.operatorRegistry.write.bindNode([peerId, '0xaa', '/ip4/127.0.0.1/tcp/1'], from(NORTH));
      await emitWithArgs(bound, commons.operatorRegistry, 'NodeBound', [1n, peerKey, peerId, '/ip4/127.0.0.1/tcp/1']);
      expect(await commons.operatorRegistry.read.operatorOfPeer([peerKey])).to.equal(1n);
      await emitWithArgs(
        commons.operatorRegistry.write.bindNode([peerId, '0xbb', ''], from(NORTH)),
        commons.operatorRegistry,
        'SealingKeySet',
        [1n, peerKey, '0xbb'],
      );
      await fails(commons.operatorRegistry.write.unbindNode([peerKey], from(SOUTH)), 'NodeUnknown', [peerKey]);
      await commons.operatorRegistry.write.unbindNode([peerKey], from(NORTH));
      expect(await commons.operatorRegistry.read.operatorOfPeer([peerKey])).to.equal(0n);
    });

    it("refuses another operator's node, odd keys and strangers", async () => {
      await commons.operatorRegistry.write.bindNode([peerId, '0xaa', ''], from(NORTH));
      const bind = (index: number, id: `0x${string}`, key: `0x${string}` = '0xaa') =>
        commons.operatorRegistry.write.bindNode([id, key, ''], from(index));
      await fails(bind(SOUTH, peerId), 'NodeKnown', [peerKey, 1n]);
      await fails(bind(SOUTH, '0x'), 'KeyInvalid', [0n]);
      await fails(bind(SOUTH, '0x01', `0x${'00'.repeat(129)}`), 'KeyInvalid', [129n]);
      await fails(bind(STRANGER, '0x01'), 'NotOperator', [getAddress(addressAt(STRANGER))]);
    });
  });

  describe('leaving', () => {
    it('is inactive at once, and gets the stake back only after the period', async () => {
      await commons.operatorRegistry.write.unbond(from(NORTH));
      expect(await commons.operatorRegistry.read.isActive([1n])).to.equal(false);
      const { unbondAt } = await commons.operatorRegistry.read.operator([1n]);
      await fails(commons.operatorRegistry.write.unbond(from(NORTH)), 'AlreadyUnbonding', [1n, unbondAt]);
      await fails(commons.operatorRegistry.write.withdrawStake(from(NORTH)), 'StakeLocked', [1n, unbondAt]);
      await networkHelpers.time.increaseTo(unbondAt);
      await emitWithArgs(
        commons.operatorRegistry.write.withdrawStake(from(NORTH)),
        commons.operatorRegistry,
        'StakeWithdrawn',
        [1n, minStake],
      );
      expect(await client.getBalance({ address: commons.operatorRegistry.address })).to.equal(2n * minStake);
    });

    it('never pays out a stake that is bonded', async () => {
      await fails(commons.operatorRegistry.write.withdrawStake(from(NORTH)), 'StakeLocked', [1n, 0n]);
    });

    it('comes back by bonding again', async () => {
      await commons.operatorRegistry.write.unbond(from(NORTH));
      await networkHelpers.time.increase(genesis.operators.unbondingPeriod + 1);
      await commons.operatorRegistry.write.withdrawStake(from(NORTH));
      await fails(commons.operatorRegistry.write.bond({ ...from(NORTH), value: 1n }), 'StakeLow', [1n, minStake]);
      await commons.operatorRegistry.write.bond({ ...from(NORTH), value: minStake });
      expect(await commons.operatorRegistry.read.activeOperatorOf([addressAt(NORTH)])).to.equal(1n);
    });
  });

  it('is inactive as soon as its identity is revoked', async () => {
    const identityId = await commons.identityRegistry.read.identityOf([addressAt(EAST)]);
    await commons.identityRegistry.write.revoke([identityId], await asTimelock(commons));
    expect(await commons.operatorRegistry.read.isActive([3n])).to.equal(false);
    const call = commons.depositLog.write.anchor([hashOf('r'), 1n, ''], from(EAST));
    await fails(call, 'OperatorInactive', [3n]);
  });
});
