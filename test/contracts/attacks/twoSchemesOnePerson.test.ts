import { expect } from 'chai';
import { type Hex, keccak256 } from 'viem';
import {
  ANA,
  accountAt,
  addressAt,
  asTimelock,
  attest,
  BAKO,
  type Commons,
  deployPopulated,
  from,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

/** One human shows another tag in another scheme: two schemes that both give a voice give two voices. */
describe('Attack: two schemes, one person', () => {
  async function open() {
    const commons = await deployPopulated();
    const attesters = [1, 2, 3].map((index) => accountAt(index).address);
    const second = await viem.deployContract('AttesterQuorum', [commons.authority.address, attesters, 2n]);
    const { read, write } = commons.identityRegistry;
    const timelock = await asTimelock(commons);
    const say = async (index: number, tag: Hex) => {
      const validUntil = BigInt(await networkHelpers.time.latest()) + BigInt(366 * 86_400);
      return attest({ ...commons, attesterQuorum: second } as Commons, addressAt(index), { tag, validUntil });
    };
    return { commons, second, read, write, timelock, say, registry: commons.identityRegistry };
  }
  const tag = keccak256('0xa2');

  it('do not stand beside each other: the new one ends the enrolment of the old', async () => {
    const { commons, second, write, timelock, say, registry } = await networkHelpers.loadFixture(open);
    const { address: old } = commons.attesterQuorum;
    const early = write.enrol([addressAt(STRANGER), 1, second.address, await say(STRANGER, tag)]);
    await refuses(early, registry, 'SchemeNotAllowed', [second.address]);
    await write.setScheme([second.address], timelock);
    const evidence = await attest(commons, addressAt(STRANGER), { tag });
    await refuses(write.enrol([addressAt(STRANGER), 1, old, evidence]), registry, 'SchemeNotAllowed', [old]);
    await write.enrol([addressAt(STRANGER), 1, second.address, await say(STRANGER, tag)]);
    expect(await commons.contributorRoll.read.seats()).to.equal(5n);
  });

  it('are changed by a vote only, and only for a contract', async () => {
    const { second, write, timelock, registry } = await networkHelpers.loadFixture(open);
    const stranger = write.setScheme([second.address], from(STRANGER));
    await refuses(stranger, registry, 'AccessManagedUnauthorized', [addressAt(STRANGER)]);
    const nothing = write.setScheme([addressAt(STRANGER)], timelock);
    await refuses(nothing, registry, 'SchemeInvalid', [addressAt(STRANGER)]);
  });

  it('give one voice to whoever comes over, and take that tag from others', async () => {
    const { commons, second, read, write, timelock, say, registry } = await networkHelpers.loadFixture(open);
    await write.setScheme([second.address], timelock);
    await write.renew([1n, await say(ANA, tag)], from(ANA));
    expect((await read.identity([1n])).scheme.toLowerCase()).to.equal(second.address.toLowerCase());
    expect(await commons.contributorRoll.read.seats()).to.equal(4n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(1n);
    const borrowed = write.renew([2n, await say(BAKO, tag)], from(BAKO));
    await refuses(borrowed, registry, 'TagUsed', [tag, 1n]);
    const twice = write.enrol([addressAt(STRANGER), 1, second.address, await say(STRANGER, tag)]);
    await refuses(twice, registry, 'TagUsed', [tag, 1n]);
    expect(await commons.contributorRoll.read.getVotes([addressAt(STRANGER)])).to.equal(0n);
  });

  it('keep the tags of the first: nobody enrols under one that served before', async () => {
    const { commons, second, write, timelock, registry } = await networkHelpers.loadFixture(open);
    await write.setScheme([second.address], timelock);
    await write.setScheme([commons.attesterQuorum.address], timelock);
    const known = keccak256(addressAt(ANA));
    const evidence = await attest(commons, addressAt(STRANGER), { tag: known });
    const again = write.enrol([addressAt(STRANGER), 1, commons.attesterQuorum.address, evidence]);
    await refuses(again, registry, 'TagUsed', [known, 1n]);
  });

  it('do not let one account serve two identities', async () => {
    const { commons, write, registry } = await networkHelpers.loadFixture(open);
    const evidence = await attest(commons, addressAt(ANA), { tag });
    const call = write.enrol([addressAt(ANA), 1, commons.attesterQuorum.address, evidence]);
    await refuses(call, registry, 'AccountBound', [addressAt(ANA), 1n]);
  });
});
