import { expect } from 'chai';
import { getAddress, keccak256 } from 'viem';
import {
  addressAt,
  attest,
  type Commons,
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

describe('ExpertRegistry', () => {
  const north = addressAt(NORTH);
  const manifest = hashOf('manifest');
  let commons: Commons;
  const deployPublished = async () => {
    const populated = await deployPopulated();
    await populated.expertRegistry.write.publish(['lyric', manifest, 'ipfs://m'], from(NORTH));
    return populated;
  };
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPublished);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.expertRegistry, error, args);
  const { emitWithArgs } = viem.assertions;

  describe('publish', () => {
    it('publishes a locked token in the ERC-8004 and ERC-5192 way', async () => {
      const publish = () => commons.expertRegistry.write.publish(['oral', manifest, 'ipfs://m'], from(SOUTH));
      await emitWithArgs(publish(), commons.expertRegistry, 'ExpertPublished', [2n, 6n, 'oral', manifest, 'ipfs://m']);
      await emitWithArgs(publish(), commons.expertRegistry, 'Registered', [
        3n,
        'ipfs://m',
        getAddress(addressAt(SOUTH)),
      ]);
      await emitWithArgs(publish(), commons.expertRegistry, 'Locked', [4n]);
      expect(await commons.expertRegistry.read.locked([2n])).to.equal(true);
      expect(await commons.expertRegistry.read.ownerOf([1n])).to.equal(getAddress(north));
      expect(await commons.expertRegistry.read.tokenURI([1n])).to.equal('ipfs://m');
      expect(await commons.expertRegistry.read.supportsInterface(['0xb45a3c0e'])).to.equal(true);
      expect(await commons.expertRegistry.read.supportsInterface(['0x80ac58cd'])).to.equal(true);
      expect(await commons.expertRegistry.read.count()).to.equal(4n);
    });

    it('refuses strangers and missing manifests', async () => {
      const publish = (index: number, hash: `0x${string}`) =>
        commons.expertRegistry.write.publish(['x', hash, ''], from(index));
      await fails(publish(NORTH, NONE), 'ManifestMissing', []);
      const call = publish(STRANGER, manifest);
      await viem.assertions.revertWithCustomError(call, commons.operatorRegistry, 'NotOperator');
    });
  });

  describe('updateManifest', () => {
    it('keeps the whole history', async () => {
      const update = commons.expertRegistry.write.updateManifest([1n, hashOf('second'), 'ipfs://n'], from(NORTH));
      await emitWithArgs(update, commons.expertRegistry, 'ManifestUpdated', [1n, hashOf('second'), 'ipfs://n']);
      expect(await commons.expertRegistry.read.manifestHistory([1n])).to.deep.equal([manifest, hashOf('second')]);
      expect((await commons.expertRegistry.read.expert([1n])).uri).to.equal('ipfs://n');
    });

    it('is for the expert’s own operator', async () => {
      const update = (id: bigint, hash: `0x${string}`, index: number) =>
        commons.expertRegistry.write.updateManifest([id, hash, ''], from(index));
      await fails(update(1n, hashOf('x'), SOUTH), 'NotExpertOperator', [1n, getAddress(addressAt(SOUTH))]);
      await fails(update(9n, hashOf('x'), NORTH), 'ExpertUnknown', [9n]);
      await fails(update(1n, NONE, NORTH), 'ManifestMissing', []);
    });
  });

  it('retires for good', async () => {
    expect(await commons.expertRegistry.read.isActive([1n])).to.equal(true);
    await emitWithArgs(
      commons.expertRegistry.write.retire([1n], from(NORTH)),
      commons.expertRegistry,
      'ExpertRetired',
      [1n],
    );
    expect(await commons.expertRegistry.read.isActive([1n])).to.equal(false);
    const update = commons.expertRegistry.write.updateManifest([1n, manifest, ''], from(NORTH));
    await fails(update, 'ExpertIsRetired', [1n]);
  });

  it('is not active when its operator leaves', async () => {
    await commons.operatorRegistry.write.unbond(from(NORTH));
    expect(await commons.expertRegistry.read.isActive([1n])).to.equal(false);
  });

  it('never moves and approves nobody', async () => {
    const { write } = commons.expertRegistry;
    const south = addressAt(SOUTH);
    await fails(write.transferFrom([north, south, 1n], from(NORTH)), 'Soulbound', []);
    await fails(write.safeTransferFrom([north, south, 1n], from(NORTH)), 'Soulbound', []);
    await fails(write.safeTransferFrom([north, south, 1n, '0x'], from(NORTH)), 'Soulbound', []);
    await fails(write.approve([south, 1n], from(NORTH)), 'Soulbound', []);
    await fails(write.setApprovalForAll([south, true], from(NORTH)), 'Soulbound', []);
  });

  describe('as an ERC-8004 identity registry', () => {
    it('registers candidates with metadata, active once they have a manifest', async () => {
      const { write, read } = commons.expertRegistry;
      await write.register(['ipfs://card', [{ metadataKey: 'language', metadataValue: '0x6677' }]], from(SOUTH));
      await write.register(['ipfs://card'], from(SOUTH));
      await write.register(from(SOUTH));
      expect(await read.getMetadata([2n, 'language'])).to.equal('0x6677');
      expect((await read.expert([2n])).status).to.equal(3);
      expect(await read.isActive([2n])).to.equal(false);
      await write.updateManifest([2n, manifest, 'ipfs://m'], from(SOUTH));
      expect(await read.isActive([2n])).to.equal(true);
      await emitWithArgs(write.setAgentURI([2n, 'ipfs://moved'], from(SOUTH)), commons.expertRegistry, 'URIUpdated', [
        2n,
        'ipfs://moved',
        getAddress(addressAt(SOUTH)),
      ]);
      await write.setMetadata([2n, 'language', '0x6565'], from(SOUTH));
      expect(await read.getMetadata([2n, 'language'])).to.equal('0x6565');
    });

    it('keeps the key of wallets free, for it pays none', async () => {
      const { write, read } = commons.expertRegistry;
      await fails(write.setMetadata([1n, 'agentWallet', '0x01'], from(NORTH)), 'MetadataKeyReserved', ['agentWallet']);
      expect(await read.getMetadata([1n, 'agentWallet'])).to.equal('0x');
    });
  });

  it('is judged by thresholds that its operator sets once, and that leave room to fail', async () => {
    const { write, read } = commons.expertRegistry;
    const model = hashOf('weights');
    const any = { mismatches: 65_535, errorMean: 2 ** 32 - 1, errorMedian: 255, relativeMedian: 2n ** 64n - 1n };
    await fails(write.setProfile([1n, model, { pass: any, fail: any }], from(NORTH)), 'ProfileInvalid', [1n, model]);
    const profile = { pass: { ...any, mismatches: 1 }, fail: { ...any, mismatches: 6 } };
    await write.setProfile([1n, model, profile], from(NORTH));
    expect(await read.profileOf([1n, model])).to.deep.equal(profile);
    await fails(write.setProfile([1n, model, profile], from(NORTH)), 'ProfileFixed', [1n, model]);
  });

  it('follows its operator to a new account, and nobody else', async () => {
    const { identityRegistry, expertRegistry } = commons;
    const moved = getAddress(addressAt(STRANGER));
    await fails(expertRegistry.write.followIdentity([1n]), 'AccountCurrent', [1n, getAddress(north)]);
    const evidence = await attest(commons, moved, { kind: 2, tag: keccak256(north) });
    await identityRegistry.write.requestRekey([5n, moved, evidence]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await identityRegistry.write.completeRekey([5n]);
    await expertRegistry.write.followIdentity([1n], from(SOUTH));
    expect(await expertRegistry.read.ownerOf([1n])).to.equal(moved);
    expect(await expertRegistry.read.isActive([1n])).to.equal(true);
    await fails(expertRegistry.write.transferFrom([moved, north, 1n], from(STRANGER)), 'Soulbound', []);
    await expertRegistry.write.retire([1n], from(STRANGER));
  });
});
