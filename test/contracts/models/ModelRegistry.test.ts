import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import { encodeAbiParameters, getAddress, type Hex, keccak256 } from 'viem';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  ANA,
  accountAt,
  addressAt,
  asCourt,
  asTimelock,
  BAKO,
  type Commons,
  chainId,
  client,
  deployPopulated,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';

const NONE = `0x${'00'.repeat(32)}` as const;

describe('ModelRegistry', () => {
  const tree = StandardMerkleTree.of(
    [
      [addressAt(ANA), 6_000],
      [addressAt(BAKO), 4_000],
      [addressAt(STRANGER), 1],
    ],
    ['address', 'uint16'],
  );
  let commons: Commons;
  const deployBased = async () => {
    const populated = await deployPopulated();
    await populated.modelRegistry.write.registerBase([hashOf('base'), 'ipfs://base'], from(NORTH));
    return populated;
  };
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployBased);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.modelRegistry, error, args);
  const { emitWithArgs } = viem.assertions;
  const openRun = ({ base = 1n, snapshot = hashOf('snapshot'), policy = 1n, head = NONE as Hex } = {}) =>
    commons.modelRegistry.write.openRun([base, policy, snapshot, hashOf('consent'), head, 'ipfs://run'], from(NORTH));
  const registerAdapter = ({ index = NORTH, runId = 1n, weights = hashOf('weights'), parents = [1n] } = {}) =>
    commons.modelRegistry.write.registerAdapter(
      [runId, parents, hashOf('list'), tree.root as Hex, hashOf('evaluation'), weights, 'ipfs://adapter'],
      from(index),
    );
  const openSeeded = async () => {
    await openRun();
    await networkHelpers.mine(2);
    await commons.modelRegistry.write.drawSeed([1n], from(STRANGER));
  };

  it('registers bases of active operators', async () => {
    const base = commons.modelRegistry.write.registerBase([hashOf('b'), 'ipfs://b'], from(SOUTH));
    await emitWithArgs(base, commons.modelRegistry, 'BaseRegistered', [2n, 6n, hashOf('b'), 'ipfs://b']);
    expect((await commons.modelRegistry.read.model([1n])).weightsHash).to.equal(hashOf('base'));
    expect(await commons.modelRegistry.read.modelCount()).to.equal(2n);
    await fails(commons.modelRegistry.write.registerBase([NONE, ''], from(NORTH)), 'WeightsMissing', []);
    const stranger = commons.modelRegistry.write.registerBase([hashOf('b'), ''], from(STRANGER));
    await viem.assertions.revertWithCustomError(stranger, commons.operatorRegistry, 'NotOperator');
  });

  describe('run', () => {
    it('records the policy in force', async () => {
      const block = await client.getBlockNumber({ cacheTime: 0 });
      await emitWithArgs(openRun(), commons.modelRegistry, 'RunOpened', [
        1n,
        5n,
        1n,
        1n,
        hashOf('snapshot'),
        hashOf('consent'),
        NONE,
        block + 2n,
        'ipfs://run',
      ]);
      const shares = [2_000, 500, ...Array(6).fill(1_250)];
      await commons.mixturePolicy.write.adopt([shares], await asTimelock(commons));
      expect((await commons.modelRegistry.read.run([1n])).policyId).to.equal(1);
      await fails(openRun(), 'MixtureMismatch', [1n, 2n]);
      await openRun({ policy: 2n });
      expect((await commons.modelRegistry.read.run([2n])).policyId).to.equal(2);
      expect(await commons.modelRegistry.read.runCount()).to.equal(2n);
    });

    it('starts from a view of consents that is not too old', async () => {
      const deposit = hashOf('deposit');
      const depositor = addressAt(ANA);
      const consentRegistry = commons.consentRegistry.address;
      const typed = withdrawalTypedData({ chainId, consentRegistry, deposit, depositor });
      await commons.consentRegistry.write.withdraw([deposit, depositor, await accountAt(ANA).signTypedData(typed)]);
      await openRun();
      await networkHelpers.time.increase(genesis.models.maxConsentAge + 1);
      await fails(openRun(), 'ConsentStale', [NONE]);
      await fails(openRun({ head: hashOf('never a head') }), 'ConsentStale', [hashOf('never a head')]);
      const [head] = await commons.consentRegistry.read.head();
      await openRun({ head });
    });

    it('draws its seed from the block after opening', async () => {
      await openRun();
      await networkHelpers.mine(2);
      const run = await commons.modelRegistry.read.run([1n]);
      const { hash } = await client.getBlock({ blockNumber: run.seedBlock });
      const expected = keccak256(
        encodeAbiParameters(
          [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }],
          [hash!, 1n, hashOf('snapshot'), 1n],
        ),
      );
      const draw = commons.modelRegistry.write.drawSeed([1n], from(STRANGER));
      await emitWithArgs(draw, commons.modelRegistry, 'RunSeeded', [1n, expected]);
      await fails(commons.modelRegistry.write.drawSeed([1n]), 'RunAlreadySeeded', [1n]);
      await fails(commons.modelRegistry.write.drawSeed([5n]), 'RunUnknown', [5n]);
    });

    it('drawn too early, keeps its aim; too late, takes a new block', async () => {
      await openRun();
      await viem.assertions.emit(commons.modelRegistry.write.drawSeed([1n]), commons.modelRegistry, 'RunSeedScheduled');
      await networkHelpers.mine(300);
      const now = await client.getBlockNumber({ cacheTime: 0 });
      await emitWithArgs(commons.modelRegistry.write.drawSeed([1n]), commons.modelRegistry, 'RunSeedScheduled', [
        1n,
        now + 2n,
      ]);
      await networkHelpers.mine(2);
      await viem.assertions.emit(commons.modelRegistry.write.drawSeed([1n]), commons.modelRegistry, 'RunSeeded');
    });

    it('refuses unknown bases and missing roots', async () => {
      await fails(openRun({ base: 9n }), 'ModelUnknown', [9n]);
      await fails(openRun({ snapshot: NONE }), 'RunRootsMissing', []);
    });
  });

  describe('adapter', () => {
    it('is registered once, by the run’s operator, after the draw', async () => {
      await openRun();
      await fails(registerAdapter(), 'RunNotSeeded', [1n]);
      await networkHelpers.mine(2);
      await commons.modelRegistry.write.drawSeed([1n]);
      await fails(registerAdapter({ index: SOUTH }), 'NotRunOperator', [1n, getAddress(addressAt(SOUTH))]);
      await fails(registerAdapter({ runId: 9n }), 'RunUnknown', [9n]);
      await fails(registerAdapter({ weights: NONE }), 'WeightsMissing', []);
      await emitWithArgs(registerAdapter(), commons.modelRegistry, 'AdapterRegistered', [
        2n,
        1n,
        1n,
        [1n],
        hashOf('list'),
        tree.root as Hex,
        hashOf('evaluation'),
        hashOf('weights'),
        'ipfs://adapter',
      ]);
      await fails(registerAdapter(), 'RunClosed', [1n, 2n]);
      const model = await commons.modelRegistry.read.model([2n]);
      expect([model.baseModelId, model.runId]).to.deep.equal([1n, 1n]);
    });

    it('comes from models that were there before it, its base among them', async () => {
      await openSeeded();
      await fails(registerAdapter({ parents: [] }), 'ParentCountInvalid', [0n]);
      await fails(registerAdapter({ parents: [1n, 2n] }), 'ModelUnknown', [2n]);
      await fails(registerAdapter({ parents: [1n, 1n] }), 'ParentsNotAscending', [1n, 1n]);
      await fails(registerAdapter({ parents: [2n] }), 'BaseNotParent', [1n]);
    });
  });

  it('is marked by the court and never deleted', async () => {
    const mark = commons.modelRegistry.write.mark([1n, 2, 9n], await asCourt(commons));
    await emitWithArgs(mark, commons.modelRegistry, 'ModelMarked', [1n, 2, 9n]);
    expect((await commons.modelRegistry.read.model([1n])).weightsHash).to.equal(hashOf('base'));
    await fails(openRun(), 'ModelWithdrawn', [1n]);
    const own = commons.modelRegistry.write.mark([1n, 1, 9n], from(NORTH));
    await viem.assertions.revertWithCustomError(own, commons.modelRegistry, 'AccessManagedUnauthorized');
    const voted = commons.modelRegistry.write.mark([1n, 1, 9n], await asTimelock(commons));
    await viem.assertions.revertWithCustomError(voted, commons.modelRegistry, 'AccessManagedUnauthorized');
  });

  describe('claimAttribution', () => {
    const claim = (leaf: number, account = leaf === 0 ? ANA : leaf === 1 ? BAKO : STRANGER, share?: number) => {
      const value = tree.at(leaf)!;
      return commons.modelRegistry.write.claimAttribution([
        2n,
        addressAt(account),
        share ?? Number(value[1]),
        tree.getProof(leaf) as Hex[],
      ]);
    };
    beforeEach(async () => {
      await openSeeded();
      await registerAdapter();
    });

    it('mints a share once, by the proof of a standard Merkle tree', async () => {
      const ana = getAddress(addressAt(ANA));
      await emitWithArgs(claim(0), commons.modelRegistry, 'AttributionClaimed', [2n, ana, 6_000]);
      expect(await commons.contributionCredits.read.lifetime([ana, 0n])).to.equal(6_000n);
      expect(await commons.modelRegistry.read.isClaimed([2n, ana])).to.equal(true);
      await fails(claim(0), 'AttributionAlreadyClaimed', [2n, ana]);
    });

    it('refuses other shares, other accounts and models without attribution', async () => {
      await fails(claim(0, ANA, 6_001), 'AttributionProofInvalid', [2n, getAddress(addressAt(ANA)), 6_001]);
      await fails(claim(0, BAKO), 'AttributionProofInvalid', [2n, getAddress(addressAt(BAKO)), 6_000]);
      const base = commons.modelRegistry.write.claimAttribution([1n, addressAt(ANA), 1, []]);
      await fails(base, 'ModelUnknown', [1n]);
    });

    it('never gives out more than the whole', async () => {
      await claim(0);
      await claim(1);
      await fails(claim(2), 'SharesExceeded', [2n, 10_001n]);
    });
  });
});
