import { expect } from 'chai';
import { zeroAddress } from 'viem';
import { doubleTypedData, encodeDoubleEvidence } from '../../../protocol/typedData/double.ts';
import {
  ANA,
  accountAt,
  addressAt,
  asCourt,
  BAKO,
  CHEN,
  type Commons,
  chainId,
  DARA,
  deployPopulated,
  enrolCrowd,
  from,
  networkHelpers,
  refuses,
} from '../commons.ts';

const PEOPLE = [ANA, BAKO, CHEN, DARA];
const ANA_ID = 1n;
const CROWD = 22;

/** Enough persons that one may hold a second voice. */
async function open() {
  const commons = await deployPopulated();
  await enrolCrowd(commons, CROWD);
  return commons;
}

async function sum(commons: Commons): Promise<bigint> {
  const votes = await Promise.all(PEOPLE.map((it) => commons.contributorRoll.read.getVotes([addressAt(it)])));
  return votes.reduce((total, it) => total + it, 0n);
}

/** Takes the voice of an identity for good, as a second one of Ana. */
async function revoke(commons: Commons, identityId: bigint): Promise<void> {
  const double = { first: ANA_ID, second: identityId };
  const typed = doubleTypedData({ chainId, quorum: commons.attesterQuorum.address, double });
  const signed = [1, 2].map(async (it) => ({
    signer: accountAt(it).address,
    signature: await accountAt(it).signTypedData(typed),
  }));
  const evidence = encodeDoubleEvidence(await Promise.all(signed));
  await commons.identityRegistry.write.revokeDouble([ANA_ID, identityId, evidence]);
}

/** Lend voices about so that a later revocation fails, or so that a revoked member keeps a vote. */
describe('Attack: delegate, then be revoked', () => {
  it('revokes a member that lent its voice, and takes the voice from the delegate', async () => {
    const commons = await networkHelpers.loadFixture(open);
    await commons.contributorRoll.write.delegate([addressAt(ANA)], from(BAKO));
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(2n);
    await revoke(commons, 2n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(1n);
    expect(await sum(commons)).to.equal(3n);
  });

  it('revokes a delegate, whose lender has its voice for itself', async () => {
    const commons = await networkHelpers.loadFixture(open);
    await commons.contributorRoll.write.delegate([addressAt(BAKO)], from(CHEN));
    await revoke(commons, 2n);
    await commons.contributorRoll.write.delegate([addressAt(CHEN)], from(CHEN));
    expect(await sum(commons)).to.equal(3n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(BAKO)])).to.equal(0n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(CHEN)])).to.equal(1n);
  });

  it('takes back every voice of a ring of delegations', async () => {
    const commons = await networkHelpers.loadFixture(open);
    // Last to first, so that nobody holds two voices for long.
    for (const [index, lender] of PEOPLE.entries()) {
      await commons.contributorRoll.write.delegate([addressAt(PEOPLE[(index + 3) % 4]!)], from(lender));
    }
    expect(await sum(commons)).to.equal(4n);
    const until = BigInt(await networkHelpers.time.latest()) + 1_000n;
    const court = await asCourt(commons);
    for (const id of [1n, 2n, 3n, 4n]) await commons.identityRegistry.write.suspend([id, until, 1n], court);
    expect(await sum(commons)).to.equal(0n);
    expect(await commons.contributorRoll.read.seats()).to.equal(BigInt(CROWD));
  });

  it('gathers no voices at all in a small commons', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const { contributorRoll } = commons;
    const lent = contributorRoll.write.delegate([addressAt(BAKO)], from(ANA));
    await refuses(lent, contributorRoll, 'DelegateFull', [addressAt(BAKO), 1n]);
  });
});

/** The zero delegation that bricks a naive roll: the vote is lost, and revocation underflows. */
describe('Attack: delegate to nobody', () => {
  it('means oneself, and revocation works', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    await commons.contributorRoll.write.delegate([zeroAddress], from(BAKO));
    expect(await commons.contributorRoll.read.getVotes([addressAt(BAKO)])).to.equal(1n);
    await revoke(commons, 2n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(BAKO)])).to.equal(0n);
  });
});
