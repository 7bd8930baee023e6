import { expect } from 'chai';
import { getAddress, type Hex } from 'viem';
import {
  ANA,
  addressAt,
  BAKO,
  deployCommons,
  from,
  genesis,
  hashOf,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

describe('ContributionCredits', () => {
  const ana = addressAt(ANA);
  const bako = addressAt(BAKO);

  /** Credits alone, whose minter is the first account. */
  async function deployCredits() {
    const { identityRegistry } = await deployCommons();
    const authority = await viem.deployContract('AccessManager', [addressAt(0)]);
    const settings = { halfLife: 1_000, epoch: 1_000_000_000, epochCeiling: 5_000n };
    const credits = await viem.deployContract('ContributionCredits', [
      authority.address,
      identityRegistry.address,
      settings,
    ]);
    return credits;
  }
  let credits: Awaited<ReturnType<typeof deployCredits>>;
  beforeEach(async () => {
    credits = await networkHelpers.loadFixture(deployCredits);
  });
  const mint = (kind: bigint, amount: bigint, to = ana) => credits.write.mint([to, kind, amount, hashOf('cause')]);
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) => refuses(call, credits, error, args);

  it('mints both balances', async () => {
    await viem.assertions.emitWithArgs(mint(0n, 800n), credits, 'CreditsMinted', [
      getAddress(ana),
      0n,
      800n,
      hashOf('cause'),
    ]);
    await viem.assertions.emit(mint(0n, 1n), credits, 'TransferSingle');
    expect(await credits.read.lifetime([ana, 0n])).to.equal(801n);
    expect(await credits.read.balanceOf([ana, 0n])).to.equal(801n);
    expect(Number(await credits.read.recent([ana, 0n]))).to.be.within(799, 801);
  });

  it('halves the recent balance in every half-life and leaves the lifetime alone', async () => {
    await mint(2n, 1_000n);
    const start = await networkHelpers.time.latest();
    await networkHelpers.time.increaseTo(start + 500);
    expect(await credits.read.recent([ana, 2n])).to.equal(750n);
    await networkHelpers.time.increaseTo(start + 1_000);
    expect(await credits.read.recent([ana, 2n])).to.equal(500n);
    await networkHelpers.time.increaseTo(start + 3_000);
    expect(await credits.read.recent([ana, 2n])).to.equal(125n);
    await networkHelpers.time.increaseTo(start + 300_000);
    expect(await credits.read.recent([ana, 2n])).to.equal(0n);
    expect(await credits.read.lifetime([ana, 2n])).to.equal(1_000n);
  });

  it('mints to contract accounts that know nothing of ERC-1155', async () => {
    await mint(2n, 5n, credits.address);
    expect(await credits.read.lifetime([credits.address, 2n])).to.equal(5n);
  });

  it('keeps each account and kind under the ceiling of an epoch', async () => {
    await mint(0n, 4_000n);
    await fails(mint(0n, 1_001n), 'MintCeiling', [getAddress(ana), 0n, 1_000n, 1_001n]);
    await mint(2n, 5_000n);
    await mint(0n, 1_000n, bako);
    await networkHelpers.time.increase(1_000_000_001);
    await mint(0n, 5_000n);
    expect((await credits.read.settings()).epochCeiling).to.equal(5_000n);
  });

  it('refuses unknown kinds and empty settings', async () => {
    await fails(mint(3n, 1n), 'KindUnknown', [3n]);
    const authority = await credits.read.authority();
    const identities = addressAt(1);
    for (const settings of [
      { halfLife: 0, epoch: 1, epochCeiling: 1n },
      { halfLife: 1, epoch: 0, epochCeiling: 1n },
      { halfLife: 1, epoch: 1, epochCeiling: 0n },
    ]) {
      const made = viem.deployContract('ContributionCredits', [authority, identities, settings]);
      await viem.assertions.revertWithCustomError(made, credits, 'CreditSettingsInvalid');
    }
  });

  it('never moves and approves nobody, not even for its owner', async () => {
    await mint(0n, 10n);
    const { read } = credits;
    const none: Hex = '0x';
    await fails(read.safeTransferFrom([ana, bako, 0n, 1n, none], from(ANA)), 'Soulbound', []);
    await fails(read.safeBatchTransferFrom([ana, bako, [0n], [1n], none], from(ANA)), 'Soulbound', []);
    await fails(read.safeTransferFrom([ana, bako, 0n, 1n, none], from(STRANGER)), 'Soulbound', []);
    await fails(read.setApprovalForAll([bako, true], from(ANA)), 'Soulbound', []);
  });

  it('is minted only by contracts of the commons', async () => {
    const commons = await networkHelpers.loadFixture(deployCommons);
    const call = commons.contributionCredits.write.mint([ana, 0n, 1n, hashOf('x')], from(0));
    await viem.assertions.revertWithCustomError(call, commons.contributionCredits, 'AccessManagedUnauthorized');
    expect((await commons.contributionCredits.read.settings()).halfLife).to.equal(genesis.credits.halfLife);
  });
});
