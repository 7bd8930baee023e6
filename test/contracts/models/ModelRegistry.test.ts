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
  type Commons,
  chainId,
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
  // ANA, BAKO and CHEN, by their identities.
  const tree = StandardMerkleTree.of(
    [
      [1n, 6_000],
      [2n, 4_000],
      [3n, 1],
    ],
    ['uint256', 'uint16'],
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
  const claimRun = (policy = 1n, index = NORTH) => commons.modelRegistry.write.claimRun([policy], from(index));
  const openRun = ({ run = 1n, base = 1n, snapshot = hashOf('snapshot'), head = NONE as Hex } = {}) =>
    commons.modelRegistry.write.openRun([run, base, snapshot, hashOf('consent'), head, 'ipfs://run'], from(NORTH));
  const registerAdapter = ({ index = NORTH, runId = 1n, weights = hashOf('weights'), parents = [1n] } = {}) =>
    commons.modelRegistry.write.registerAdapter(
      [runId, parents, hashOf('list'), tree.root as Hex, hashOf('evaluation'), weights, 'ipfs://adapter'],
      from(index),
    );
  const openSeeded = async () => {
    await claimRun();
    await openRun();
    await passRound();
    await commons.modelRegistry.write.drawSeed([1n], from(STRANGER));
  };
  /** Lets the beacon's first round after the run was opened pass, in which nobody revealed. */
  const passRound = async () => {
    const { openedAt } = await commons.modelRegistry.read.run([1n]);
    const round = (await commons.beacon.read.roundAt([openedAt])) + 1;
    await networkHelpers.time.increaseTo((round + 1) * (await commons.beacon.read.roundLength()));
    await commons.beacon.write.close([round]);
    return commons.beacon.read.seedAfter([openedAt]);
  };
  const asSpotCheck = async () => {
    const { address } = commons.spotCheck;
    await networkHelpers.impersonateAccount(address);
    await networkHelpers.setBalance(address, 10n ** 20n);
    return { account: address };
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
    it('is claimed before it has a snapshot, and records the policy in force', async () => {
      await emitWithArgs(claimRun(), commons.modelRegistry, 'RunClaimed', [1n, 5n, 1n]);
      await emitWithArgs(openRun(), commons.modelRegistry, 'RunOpened', [
        1n,
        5n,
        1n,
        1n,
        hashOf('snapshot'),
        hashOf('consent'),
        NONE,
        'ipfs://run',
      ]);
      const shares = [2_000, 500, ...Array(6).fill(1_250)];
      await commons.mixturePolicy.write.adopt([shares], await asTimelock(commons));
      expect((await commons.modelRegistry.read.run([1n])).policyId).to.equal(1);
      await fails(claimRun(), 'MixtureMismatch', [1n, 2n]);
      await claimRun(2n);
      expect((await commons.modelRegistry.read.run([2n])).policyId).to.equal(2);
      expect(await commons.modelRegistry.read.runCount()).to.equal(2n);
    });

    it('is the only one of its policy while it may be verified, and the only one of its operator', async () => {
      await claimRun();
      await fails(claimRun(1n, SOUTH), 'PolicyHasRun', [1n, 1n]);
      await openRun();
      const { claimedAt, openedAt } = await commons.modelRegistry.read.run([1n]);
      await fails(openRun(), 'RunOpenedAlready', [1n, openedAt]);
      await fails(claimRun(), 'PolicyHasRun', [1n, 1n]);
      await networkHelpers.time.increase(genesis.models.runLife);
      await fails(claimRun(), 'RunClaimedAlready', [1n, 5n]);
      await claimRun(1n, SOUTH);
      expect(claimedAt).to.be.below(openedAt);
    });

    it('lapses when it is not opened in its life', async () => {
      await claimRun();
      const { claimedAt } = await commons.modelRegistry.read.run([1n]);
      await networkHelpers.time.increase(genesis.models.runLife);
      await fails(openRun(), 'RunLapsed', [1n, claimedAt]);
    });

    it('starts from a view of consents that is not too old', async () => {
      const deposit = hashOf('deposit');
      const depositor = addressAt(ANA);
      const consentRegistry = commons.consentRegistry.address;
      const typed = withdrawalTypedData({ chainId, consentRegistry, deposit, depositor });
      await commons.consentRegistry.write.withdraw([deposit, depositor, await accountAt(ANA).signTypedData(typed)]);
      await networkHelpers.time.increase(genesis.models.maxConsentAge + 1);
      await claimRun();
      await fails(openRun(), 'ConsentStale', [NONE]);
      await fails(openRun({ head: hashOf('never a head') }), 'ConsentStale', [hashOf('never a head')]);
      const [head] = await commons.consentRegistry.read.head();
      await openRun({ head });
    });

    it('has the seed of the first round after it was opened, however late it is drawn', async () => {
      await claimRun();
      await fails(commons.modelRegistry.write.drawSeed([1n]), 'RunUnknown', [1n]);
      await openRun();
      const { openedAt } = await commons.modelRegistry.read.run([1n]);
      await fails(commons.modelRegistry.write.drawSeed([1n]), 'SeedPending', [1n, openedAt]);
      const value = await passRound();
      const expected = keccak256(
        encodeAbiParameters(
          [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }],
          [value, 1n, hashOf('snapshot'), 1n],
        ),
      );
      await networkHelpers.mine(300);
      const draw = commons.modelRegistry.write.drawSeed([1n], from(STRANGER));
      await emitWithArgs(draw, commons.modelRegistry, 'RunSeeded', [1n, expected]);
      await fails(commons.modelRegistry.write.drawSeed([1n]), 'RunAlreadySeeded', [1n]);
      await fails(commons.modelRegistry.write.drawSeed([5n]), 'RunUnknown', [5n]);
    });

    it('refuses unknown bases and missing roots', async () => {
      await claimRun();
      await fails(openRun({ base: 9n }), 'ModelUnknown', [9n]);
      await fails(openRun({ snapshot: NONE }), 'RunRootsMissing', []);
    });
  });

  describe('adapter', () => {
    it('is registered once, by the run’s operator, after the draw', async () => {
      await claimRun();
      await openRun();
      await fails(registerAdapter(), 'RunNotSeeded', [1n]);
      await passRound();
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
    await claimRun();
    await fails(openRun(), 'ModelWithdrawn', [1n]);
    const own = commons.modelRegistry.write.mark([1n, 1, 9n], from(NORTH));
    await viem.assertions.revertWithCustomError(own, commons.modelRegistry, 'AccessManagedUnauthorized');
    const voted = commons.modelRegistry.write.mark([1n, 1, 9n], await asTimelock(commons));
    await viem.assertions.revertWithCustomError(voted, commons.modelRegistry, 'AccessManagedUnauthorized');
  });

  describe('claimAttribution', () => {
    const claim = (leaf: number, identityId = BigInt(leaf + 1), share = Number(tree.at(leaf)![1])) =>
      commons.modelRegistry.write.claimAttribution([2n, identityId, share, tree.getProof(leaf) as Hex[]]);
    const open = async () => {
      await commons.modelRegistry.write.markVerified([1n], await asSpotCheck());
      await networkHelpers.time.increase(genesis.models.challengeWindow);
    };
    beforeEach(async () => {
      await openSeeded();
      await registerAdapter();
    });

    it('waits for a clean audit and the window after it', async () => {
      await fails(claim(0), 'AttributionClosed', [2n, 0]);
      await commons.modelRegistry.write.markVerified([1n], await asSpotCheck());
      const { verifiedAt } = await commons.modelRegistry.read.run([1n]);
      await fails(claim(0), 'AttributionClosed', [2n, verifiedAt]);
      const own = commons.modelRegistry.write.markVerified([1n], from(NORTH));
      await viem.assertions.revertWithCustomError(own, commons.modelRegistry, 'AccessManagedUnauthorized');
    });

    it('mints a share once, by the proof of a standard Merkle tree', async () => {
      await open();
      await emitWithArgs(claim(0), commons.modelRegistry, 'AttributionClaimed', [2n, 1n, 6_000]);
      expect(await commons.contributionCredits.read.lifetimeOf([1n, 0n])).to.equal(6_000n);
      expect(await commons.modelRegistry.read.isClaimed([2n, 1n])).to.equal(true);
      await fails(claim(0), 'AttributionAlreadyClaimed', [2n, 1n]);
    });

    it('refuses other shares, other identities and models without attribution', async () => {
      await open();
      await fails(claim(0, 1n, 6_001), 'AttributionProofInvalid', [2n, 1n, 6_001]);
      await fails(claim(0, 2n), 'AttributionProofInvalid', [2n, 2n, 6_000]);
      await fails(commons.modelRegistry.write.claimAttribution([1n, 1n, 1, []]), 'ModelUnknown', [1n]);
    });

    it('never gives out more than one run may', async () => {
      await open();
      await claim(0);
      await claim(1);
      await fails(claim(2), 'SharesExceeded', [2n, 10_001n]);
    });
  });
});
