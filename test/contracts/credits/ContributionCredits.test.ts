import { expect } from 'chai';
import type { Hex } from 'viem';
import {
  ANA,
  addressAt,
  BAKO,
  type Commons,
  deployPopulated,
  from,
  genesis,
  hashOf,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

/** Balances and claims are in ContributionCredits.t.sol; here credits are part of a commons. */
describe('ContributionCredits', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });

  it('never move and approve nobody, not even for their owner', async () => {
    const { contributionCredits } = commons;
    const { read } = contributionCredits;
    const [ana, bako] = [addressAt(ANA), addressAt(BAKO)];
    const none: Hex = '0x';
    const fails = (call: Promise<unknown>) => refuses(call, contributionCredits, 'Soulbound', []);
    await fails(read.safeTransferFrom([ana, bako, 0n, 1n, none], from(ANA)));
    await fails(read.safeBatchTransferFrom([ana, bako, [0n], [1n], none], from(ANA)));
    await fails(read.safeTransferFrom([ana, bako, 0n, 1n, none], from(STRANGER)));
    await fails(read.setApprovalForAll([bako, true], from(ANA)));
    expect(await read.priorityOf([ana])).to.equal(0n);
  });

  it('are minted only by contracts of the commons', async () => {
    const call = commons.contributionCredits.write.mint([1n, 0n, 1n, hashOf('x')], from(0));
    await viem.assertions.revertWithCustomError(call, commons.contributionCredits, 'AccessManagedUnauthorized');
    expect((await commons.contributionCredits.read.settings()).halfLife).to.equal(genesis.credits.halfLife);
  });
});
