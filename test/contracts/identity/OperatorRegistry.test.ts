import { privateKeyFromRaw } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { expect } from 'chai';
import { bytesToHex, getAddress, type Hex, hexToBytes, keccak256, numberToHex, type PrivateKeyAccount } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { nodeBindingTypedData } from '../../../protocol/typedData/nodeBinding.ts';
import {
  ANA,
  addressAt,
  asCourt,
  type Commons,
  chainId,
  client,
  deployPopulated,
  EAST,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
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

  const idOf = (index: number) => commons.identityRegistry.read.identityOf([addressAt(index)]);

  describe('register', () => {
    it('registers one operator per identity, under its number, with its stake', async () => {
      const id = await idOf(ANA);
      await emitWithArgs(
        commons.operatorRegistry.write.register([0n, 2, '0x'], { ...from(ANA), value: minStake + 5n }),
        commons.operatorRegistry,
        'OperatorRegistered',
        [id, getAddress(addressAt(ANA)), numberToHex(id, { size: 32 }), minStake + 5n],
      );
      const record = await commons.operatorRegistry.read.operator([id]);
      expect(record.stake).to.equal(minStake + 5n);
      expect(record.computeClass).to.equal(2);
      expect(await commons.operatorRegistry.read.groupOf([id])).to.equal(numberToHex(id, { size: 32 }));
      expect(await commons.operatorRegistry.read.count()).to.equal(4n);
    });

    it('joins the group of an owner who signed for it, and no other', async () => {
      const [ownerId, memberId] = [await idOf(NORTH), await idOf(ANA)];
      const unasked = commons.operatorRegistry.write.register([ownerId, 1, '0x'], { ...from(ANA), value: minStake });
      await fails(unasked, 'GroupConsentInvalid', [ownerId, memberId]);
      await register(commons, ANA, NORTH);
      expect(await commons.operatorRegistry.read.groupOf([memberId])).to.equal(numberToHex(ownerId, { size: 32 }));
      expect(await commons.operatorRegistry.read.groupCount()).to.equal(2n);
    });

    it('refuses strangers, seconds and low stakes', async () => {
      const register = (index: number, value = minStake) =>
        commons.operatorRegistry.write.register([0n, 1, '0x'], { ...from(index), value });
      await fails(register(STRANGER), 'IdentityInactive', [getAddress(addressAt(STRANGER)), 0n]);
      await fails(register(NORTH), 'IdentityTaken', [await idOf(NORTH)]);
      await fails(register(ANA, minStake - 1n), 'StakeLow', [minStake - 1n, minStake]);
    });
  });

  describe('bindNode', () => {
    const node = makeNode();
    const bind = async (
      index: number,
      options: { signer?: PrivateKeyAccount; peerId?: Hex; sealingKey?: Hex } = {},
    ) => {
      const { signer = node.account, peerId = node.peerId, sealingKey = '0xaa' } = options;
      const binding = { account: addressAt(index), peerKey: keccak256(peerId) };
      const operatorRegistry = commons.operatorRegistry.address;
      const signature = await signer.signTypedData(nodeBindingTypedData({ chainId, operatorRegistry, binding }));
      const place = '/ip4/127.0.0.1/tcp/1';
      const args = [peerId, node.publicKey, signature, sealingKey, place] as const;
      return commons.operatorRegistry.write.bindNode(args, from(index));
    };

    it("binds, changes and gives up a node by a libp2p key's own signature", async () => {
      const id = await idOf(NORTH);
      const place = '/ip4/127.0.0.1/tcp/1';
      await emitWithArgs(bind(NORTH), commons.operatorRegistry, 'NodeBound', [id, node.peerKey, node.peerId, place]);
      expect(await commons.operatorRegistry.read.operatorOfPeer([node.peerKey])).to.equal(id);
      const changed = bind(NORTH, { sealingKey: '0xbb' });
      await emitWithArgs(changed, commons.operatorRegistry, 'SealingKeySet', [id, node.peerKey, '0xbb']);
      await fails(commons.operatorRegistry.write.unbindNode([node.peerKey], from(SOUTH)), 'NodeUnknown', [
        node.peerKey,
      ]);
      await commons.operatorRegistry.write.unbindNode([node.peerKey], from(NORTH));
      expect(await commons.operatorRegistry.read.operatorOfPeer([node.peerKey])).to.equal(0n);
    });

    it("refuses another operator's node, other keys' nodes and strangers", async () => {
      await bind(NORTH);
      await fails(bind(SOUTH), 'NodeKnown', [node.peerKey, await idOf(NORTH)]);
      const other = makeNode();
      const foreign = [node.peerKey, getAddress(addressAt(NORTH))];
      await fails(bind(NORTH, { signer: other.account }), 'NodeSignatureInvalid', foreign);
      await fails(bind(NORTH, { peerId: other.peerId }), 'PeerIdInvalid', [other.peerId]);
      await fails(bind(NORTH, { sealingKey: `0x${'00'.repeat(129)}` }), 'KeyInvalid', [129n]);
      await fails(bind(STRANGER), 'NotOperator', [getAddress(addressAt(STRANGER))]);
    });
  });

  describe('leaving', () => {
    it('is inactive at once, and gets the stake back only after the period', async () => {
      const id = await idOf(NORTH);
      await commons.operatorRegistry.write.unbond(from(NORTH));
      expect(await commons.operatorRegistry.read.isActive([id])).to.equal(false);
      const { unbondAt } = await commons.operatorRegistry.read.operator([id]);
      await fails(commons.operatorRegistry.write.unbond(from(NORTH)), 'AlreadyUnbonding', [id, unbondAt]);
      await fails(commons.operatorRegistry.write.withdrawStake(from(NORTH)), 'StakeLocked', [id, unbondAt]);
      await networkHelpers.time.increaseTo(unbondAt);
      await emitWithArgs(
        commons.operatorRegistry.write.withdrawStake(from(NORTH)),
        commons.operatorRegistry,
        'StakeWithdrawn',
        [id, minStake],
      );
      expect(await client.getBalance({ address: commons.operatorRegistry.address })).to.equal(2n * minStake);
    });

    it('never pays out a stake that is bonded', async () => {
      const locked = commons.operatorRegistry.write.withdrawStake(from(NORTH));
      await fails(locked, 'StakeLocked', [await idOf(NORTH), 0n]);
    });

    it('comes back by bonding again', async () => {
      await commons.operatorRegistry.write.unbond(from(NORTH));
      await networkHelpers.time.increase(genesis.operators.unbondingPeriod + 1);
      await commons.operatorRegistry.write.withdrawStake(from(NORTH));
      await fails(commons.operatorRegistry.write.bond({ ...from(NORTH), value: 1n }), 'StakeLow', [1n, minStake]);
      await commons.operatorRegistry.write.bond({ ...from(NORTH), value: minStake });
      const active = await commons.operatorRegistry.read.activeOperatorOf([addressAt(NORTH)]);
      expect(active).to.equal(await idOf(NORTH));
    });
  });

  it('is inactive as soon as its identity is suspended', async () => {
    const id = await idOf(EAST);
    const until = BigInt(await networkHelpers.time.latest()) + 100n;
    await commons.identityRegistry.write.suspend([id, until, 1n], await asCourt(commons));
    expect(await commons.operatorRegistry.read.isActive([id])).to.equal(false);
    const call = commons.depositLog.write.anchor([hashOf('r'), 1n, ''], from(EAST));
    await fails(call, 'OperatorInactive', [id]);
  });

  it('burns a share of the stake by ruling only', async () => {
    const id = await idOf(NORTH);
    const refusal = commons.operatorRegistry.write.slash([id, 1000, 1n], from(0));
    await fails(refusal, 'AccessManagedUnauthorized', [getAddress(addressAt(0))]);
    const burnt = minStake / 10n;
    await emitWithArgs(
      commons.operatorRegistry.write.slash([id, 1000, 1n], await asCourt(commons)),
      commons.operatorRegistry,
      'Slashed',
      [id, burnt, 1n],
    );
    expect(await client.getBalance({ address: commons.operatorRegistry.address })).to.equal(3n * minStake - burnt);
    expect(await commons.operatorRegistry.read.isActive([id])).to.equal(false);
  });
});

/** A node's secp256k1 key, with the peer id as libp2p writes it. */
function makeNode() {
  const key = generatePrivateKey();
  const account = privateKeyToAccount(key);
  const peerId = bytesToHex(peerIdFromPrivateKey(privateKeyFromRaw(hexToBytes(key))).toMultihash().bytes);
  const publicKey: Hex = `0x${account.publicKey.slice(4)}`;
  return { account, publicKey, peerId, peerKey: keccak256(peerId) };
}
