import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import { encodeAbiParameters, getAddress, type Hex, keccak256 } from 'viem';
import {
  ANA,
  addressAt,
  asTimelock,
  BAKO,
  type Commons,
  client,
  deployPopulated,
  from,
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
  const openRun = (base = 1n, snapshot: Hex = hashOf('snapshot')) =>
    commons.modelRegistry.write.openRun([base, snapshot, hashOf('consent'), 'ipfs://run'], from(NORTH));
  const registerAdapter = (index = NORTH, runId = 1n, weights: Hex = hashOf('weights')) =>
    commons.modelRegistry.write.registerAdapter(
      [runId, hashOf('list'), tree.root as Hex, hashOf('evaluation'), weights, 'ipfs://adapter'],
      from(index),
    );
  const openSeeded = async () => {
    await openRun();
    await networkHelpers.mine(2);
    await commons.modelRegistry.write.drawSeed([1n], from(STRANGER));
  };

  it('registers bases of active operators', async () => {
    const base = commons.modelRegistry.write.registerBase([hashOf('b'), 'ipfs://b'], from(SOUTH));
    await emitWithArgs(base, commons.modelRegistry, 'BaseRegistered', [2n, 2n, hashOf('b'), 'ipfs://b']);
    expect((await commons.modelRegistry.read.model([1n])).weightsHash).to.equal(hashOf('base'));
    expect(await commons.modelRegistry.read.modelCount()).to.equal(2n);
    await fails(commons.modelRegistry.write.registerBase([NONE, ''], from(NORTH)), 'WeightsMissing', []);
    const stranger = commons.modelRegistry.write.registerBase([hashOf('b'), ''], from(STRANGER));
    await viem.assertions.revertWithCustomError(stranger, commons.operatorRegistry, 'NotOperator');
  });

  describe('run', () => {
    it('records the policy in force when it was opened', async () => {
      const block = await client.getBlockNumber({ cacheTime: 0 });
      await emitWithArgs(openRun(), commons.modelRegistry, 'RunOpened', [
        1n,
        1n,
        1n,
        1n,
        hashOf('snapshot'),
        hashOf('consent'),
        block + 2n,
        'ipfs://run',
      ]);
      const shares = [2_000, 500, ...Array(6).fill(1_250)];
      await commons.mixturePolicy.write.adopt([shares], await asTimelock(commons));
      expect((await commons.modelRegistry.read.run([1n])).policyId).to.equal(1n);
      await openRun();
      expect((await commons.modelRegistry.read.run([2n])).policyId).to.equal(2n);
      expect(await commons.modelRegistry.read.runCount()).to.equal(2n);
    });

    it('draws its seed from the block after opening', async () => {
      await openSeeded();
      const run = await commons.modelRegistry.read.run([1n]);
      const { hash } = await client.getBlock({ blockNumber: run.seedBlock });
      const expected = keccak256(
        encodeAbiParameters(
          [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }],
          [hash!, 1n, hashOf('snapshot'), 1n],
        ),
      );
      expect(run.seed).to.equal(expected);
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
      await fails(openRun(9n), 'ModelUnknown', [9n]);
      await fails(openRun(1n, NONE), 'RunRootsMissing', []);
    });
  });

  describe('adapter', () => {
    it('is registered once, by the run’s operator, after the draw', async () => {
      await openRun();
      await fails(registerAdapter(), 'RunNotSeeded', [1n]);
      await networkHelpers.mine(2);
      await commons.modelRegistry.write.drawSeed([1n]);
      await fails(registerAdapter(SOUTH), 'NotRunOperator', [1n, getAddress(addressAt(SOUTH))]);
      await fails(registerAdapter(NORTH, 9n), 'RunUnknown', [9n]);
      await fails(registerAdapter(NORTH, 1n, NONE), 'WeightsMissing', []);
      await emitWithArgs(registerAdapter(), commons.modelRegistry, 'AdapterRegistered', [
        2n,
        1n,
        1n,
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
