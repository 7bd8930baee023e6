import { expect } from 'chai';
import { zeroAddress } from 'viem';
import { ANA, addressAt, asTimelock, BAKO, CHEN, DARA, deployPopulated, from, networkHelpers } from '../commons.ts';

const PEOPLE = [ANA, BAKO, CHEN, DARA];

/** Lend voices about so that a later revocation fails, or so that a revoked member keeps a vote. */
describe('Attack: delegate, then be revoked', () => {
  async function sum(commons: Awaited<ReturnType<typeof deployPopulated>>): Promise<bigint> {
    const votes = await Promise.all(PEOPLE.map((it) => commons.contributorRoll.read.getVotes([addressAt(it)])));
    return votes.reduce((total, it) => total + it, 0n);
  }

  it('revokes a member that lent its voice, and takes the voice from the delegate', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    await commons.contributorRoll.write.delegate([addressAt(BAKO)], from(ANA));
    await commons.identityRegistry.write.revoke([1n], await asTimelock(commons));
    expect(await commons.contributorRoll.read.getVotes([addressAt(BAKO)])).to.equal(1n);
    expect(await sum(commons)).to.equal(3n);
  });

  it('revokes a delegate, whose lenders recall their voices', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    for (const lender of [BAKO, CHEN]) await commons.contributorRoll.write.delegate([addressAt(ANA)], from(lender));
    await commons.identityRegistry.write.revoke([1n], await asTimelock(commons));
    for (const lender of [BAKO, CHEN]) await commons.contributorRoll.write.delegate([addressAt(lender)], from(lender));
    expect(await sum(commons)).to.equal(3n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(0n);
  });

  it('revokes everybody in a ring of delegations', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    for (const [index, lender] of PEOPLE.entries()) {
      await commons.contributorRoll.write.delegate([addressAt(PEOPLE[(index + 1) % 4]!)], from(lender));
    }
    const timelock = await asTimelock(commons);
    for (const id of [1n, 2n, 3n, 4n]) await commons.identityRegistry.write.revoke([id], timelock);
    expect(await sum(commons)).to.equal(0n);
  });
});

/** The zero delegation that bricks a naive roll: the vote is lost, and revocation underflows. */
describe('Attack: delegate to nobody', () => {
  it('means oneself, and revocation works', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    await commons.contributorRoll.write.delegate([zeroAddress], from(ANA));
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(1n);
    await commons.identityRegistry.write.revoke([1n], await asTimelock(commons));
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(0n);
  });
});
