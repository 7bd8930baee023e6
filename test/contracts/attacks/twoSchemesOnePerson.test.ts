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
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

const SUPPORTING = 1;
const ANCHORING = 2;
const YEAR = 365 * 86_400;

/** One human shows another tag in another scheme: two schemes that both give a voice give two voices. */
describe('Attack: two schemes, one person', () => {
  async function open() {
    const commons = await deployPopulated();
    const attesters = [1, 2, 3].map((index) => accountAt(index).address);
    const second = await viem.deployContract('AttesterQuorum', [attesters, 2n]);
    const { read, write } = commons.identityRegistry;
    const timelock = await asTimelock(commons);
    const say = (index: number, tag: Hex, validUntil?: bigint) =>
      attest(
        { ...commons, attesterQuorum: second } as Commons,
        addressAt(index),
        validUntil ? { tag, validUntil } : { tag },
      );
    return { commons, second, read, write, timelock, say, registry: commons.identityRegistry };
  }
  const tag = keccak256('0xa2');

  it('cannot anchor beside the first, not even by both chambers', async () => {
    const { commons, second, write, timelock, registry } = await networkHelpers.loadFixture(open);
    const call = write.setScheme([second.address, ANCHORING], timelock);
    await refuses(call, registry, 'AnchorTaken', [commons.attesterQuorum.address]);
  });

  it('enrols nobody while it supports', async () => {
    const { second, write, timelock, say, registry } = await networkHelpers.loadFixture(open);
    const evidence = await say(STRANGER, tag);
    const enrol = () => write.enrol([addressAt(STRANGER), 1, second.address, evidence]);
    await refuses(enrol(), registry, 'SchemeNotAllowed', [second.address]);
    await write.setScheme([second.address, SUPPORTING], timelock);
    await refuses(enrol(), registry, 'SchemeNotAllowed', [second.address]);
  });

  it('gives assurance once and a voice never', async () => {
    const { commons, second, read, write, timelock, say, registry } = await networkHelpers.loadFixture(open);
    await write.setScheme([second.address, SUPPORTING], timelock);
    await write.support([1n, second.address, await say(ANA, tag)]);
    expect((await read.identity([1n])).assurance).to.equal(2);
    expect(await commons.contributorRoll.read.seats()).to.equal(4n);
    expect(await commons.contributorRoll.read.getVotes([addressAt(ANA)])).to.equal(1n);
    const again = write.support([1n, second.address, await say(ANA, tag)]);
    await refuses(again, registry, 'AlreadySupported', [1n, second.address]);
    const borrowed = write.support([2n, second.address, await say(BAKO, tag)]);
    await refuses(borrowed, registry, 'TagUsed', [tag, 1n]);
  });

  it('takes nobody new until the statements of the scheme before have run out', async () => {
    const { commons, second, read, write, timelock, say, registry } = await networkHelpers.loadFixture(open);
    await write.setScheme([commons.attesterQuorum.address, 0], timelock);
    await write.setScheme([second.address, ANCHORING], timelock);
    const [, opensAt] = await read.anchor();
    const early = write.enrol([addressAt(STRANGER), 1, second.address, await say(STRANGER, tag)]);
    await refuses(early, registry, 'EnrolmentClosed', [opensAt]);

    const later = BigInt(await networkHelpers.time.latest()) + BigInt(2 * YEAR) - 10n;
    await write.renew([1n, await say(ANA, tag, later)]);
    await networkHelpers.time.increaseTo(opensAt);
    const twice = write.enrol([addressAt(STRANGER), 1, second.address, await say(STRANGER, tag, later)]);
    await refuses(twice, registry, 'TagUsed', [tag, 1n]);
    expect(await commons.contributorRoll.read.getVotes([addressAt(STRANGER)])).to.equal(0n);
  });

  it('does not let one account serve two identities', async () => {
    const { commons, write, registry } = await networkHelpers.loadFixture(open);
    const evidence = await attest(commons, addressAt(ANA), { tag });
    const call = write.enrol([addressAt(ANA), 1, commons.attesterQuorum.address, evidence]);
    await refuses(call, registry, 'AccountBound', [addressAt(ANA), 1n]);
  });
});
