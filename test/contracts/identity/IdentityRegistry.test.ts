import { expect } from 'chai';
import { getAddress, keccak256 } from 'viem';
import { doubleTypedData, encodeDoubleEvidence } from '../../../protocol/typedData/double.ts';
import {
  ANA,
  accountAt,
  addressAt,
  asCourt,
  asTimelock,
  attest,
  BAKO,
  type Commons,
  chainId,
  deployCommons,
  enrol,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

const YEAR = 365 * 86_400;

describe('IdentityRegistry', () => {
  const ana = addressAt(ANA);
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.identityRegistry, error, args);
  const enrolWith = async (index: number, options: Parameters<typeof attest>[2] = {}, kind = 1) =>
    commons.identityRegistry.write.enrol(
      [addressAt(index), kind, commons.attesterQuorum.address, await attest(commons, addressAt(index), options)],
      from(STRANGER),
    );

  describe('enrol', () => {
    it('enrols a person, sent by anyone, and gives a voice', async () => {
      const validUntil = BigInt((await networkHelpers.time.latest()) + YEAR);
      await viem.assertions.emitWithArgs(enrolWith(ANA, { validUntil }), commons.identityRegistry, 'Enrolled', [
        1n,
        getAddress(ana),
        1,
        getAddress(commons.attesterQuorum.address),
        validUntil,
      ]);
      expect(await commons.identityRegistry.read.identityOf([ana])).to.equal(1n);
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(true);
      expect(await commons.identityRegistry.read.count()).to.equal(1n);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
    });

    it('gives an institution no voice', async () => {
      await enrol(commons, NORTH, 2);
      expect(await commons.contributorRoll.read.getVotes([addressAt(NORTH)])).to.equal(0n);
      const record = await commons.identityRegistry.read.identity([1n]);
      expect([record.kind, record.status]).to.deep.equal([2, 1]);
    });

    it('refuses a second identity of one account', async () => {
      await enrol(commons, ANA, 1);
      await fails(enrolWith(ANA, { tag: hashOf('other') }), 'AccountBound', [getAddress(ana), 1n]);
    });

    it('refuses a tag that served another identity', async () => {
      await enrolWith(ANA, { tag: hashOf('one human') });
      await fails(enrolWith(BAKO, { tag: hashOf('one human') }), 'TagUsed', [hashOf('one human'), 1n]);
    });

    it('refuses a kind that was not vouched for, and unknown kinds', async () => {
      await fails(enrolWith(ANA, {}, 2), 'KindInvalid', [2, 1]);
      await fails(enrolWith(ANA, { kind: 3 }, 3), 'KindInvalid', [3, 3]);
    });

    it('refuses a scheme that is not allowed', async () => {
      const call = commons.identityRegistry.write.enrol([ana, 1, ana, '0x']);
      await fails(call, 'SchemeNotAllowed', [getAddress(ana)]);
    });
  });

  describe('renew', () => {
    it('has nothing to wait for: the voice ends with the last week, and returns on renewal', async () => {
      await enrol(commons, ANA, 1);
      const { validUntil } = await commons.identityRegistry.read.identity([1n]);
      const [, until] = await commons.contributorRoll.read.voiceOf([1n]);
      await networkHelpers.time.increaseTo(until);
      expect(await commons.contributorRoll.read.hasVoice([1n])).to.equal(false);
      await networkHelpers.time.increaseTo(validUntil + 1n);
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(false);
      expect((await commons.identityRegistry.read.identity([1n])).status).to.equal(2);
      await commons.identityRegistry.write.renew([1n, await attest(commons, ana)]);
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(true);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
    });

    it('prolongs an active identity only with a later statement of the same tag', async () => {
      await enrol(commons, ANA, 1);
      const { validUntil, tag } = await commons.identityRegistry.read.identity([1n]);
      const renew = async (options: Parameters<typeof attest>[2]) =>
        commons.identityRegistry.write.renew([1n, await attest(commons, ana, options)], from(ANA));
      await fails(renew({ validUntil }), 'NotLater', [validUntil, validUntil]);
      await fails(renew({ tag: hashOf('x'), validUntil: validUntil + 1n }), 'TagMismatch', [tag, hashOf('x')]);
      await viem.assertions.emitWithArgs(
        renew({ validUntil: validUntil + BigInt(YEAR) }),
        commons.identityRegistry,
        'IdentityRenewed',
        [1n, validUntil + BigInt(YEAR)],
      );
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
      await fails(commons.identityRegistry.write.renew([9n, '0x']), 'IdentityUnknown', [9n]);
    });
  });

  describe('revokeDouble', () => {
    const revoke = async (signers = [1, 2]) => {
      const double = { first: 1n, second: 2n };
      const typed = doubleTypedData({ chainId, quorum: commons.attesterQuorum.address, double });
      const signatures = await Promise.all(
        signers.map(async (it) => ({
          signer: accountAt(it).address,
          signature: await accountAt(it).signTypedData(typed),
        })),
      );
      const args = [1n, 2n, encodeDoubleEvidence(signatures)] as const;
      return commons.identityRegistry.write.revokeDouble(args, from(STRANGER));
    };

    it('revokes the later of two identities of one human, for good, by more than half of the attesters', async () => {
      await enrol(commons, ANA, 1);
      await enrol(commons, BAKO, 1);
      await refuses(revoke([1]), commons.attesterQuorum, 'AttestersTooFew', [1n, 2n]);
      await viem.assertions.emitWithArgs(revoke(), commons.identityRegistry, 'IdentityRevoked', [2n, 1n]);
      expect(await commons.contributorRoll.read.getVotes([addressAt(BAKO)])).to.equal(0n);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
      const evidence = await attest(commons, addressAt(BAKO));
      const again = commons.identityRegistry.write.enrol([
        addressAt(BAKO),
        1,
        commons.attesterQuorum.address,
        evidence,
      ]);
      await fails(again, 'AccountBound', [getAddress(addressAt(BAKO)), 2n]);
      await fails(commons.identityRegistry.write.renew([2n, evidence]), 'IdentityStatusInvalid', [2n, 3]);
    });

    it('is open to no vote', async () => {
      await enrol(commons, ANA, 1);
      await enrol(commons, BAKO, 1);
      const call = commons.identityRegistry.write.revokeDouble([1n, 2n, '0x'], await asTimelock(commons));
      await refuses(call, commons.attesterQuorum, 'EvidenceMalformed', [0n]);
    });
  });

  describe('discredit', () => {
    it('lapses what an attester signed, by vote, and others heal it', async () => {
      await enrol(commons, ANA, 1);
      const since = await networkHelpers.time.latest();
      const { discredit, lapse, renew } = commons.identityRegistry.write;
      const refusal = discredit([0, since, 'false'], from(STRANGER));
      await viem.assertions.revertWithCustomError(refusal, commons.identityRegistry, 'AccessManagedUnauthorized');
      await discredit([0, since, 'false'], await asTimelock(commons));
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(false);
      await lapse([[1n]], from(STRANGER));
      expect(await commons.contributorRoll.read.seats()).to.equal(0n);
      await renew([1n, await attest(commons, ana, { signers: [2, 3] })], from(STRANGER));
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(true);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
    });
  });

  describe('a new account', () => {
    const next = addressAt(STRANGER);
    const anaTag = keccak256(ana);
    const request = async (tag = anaTag) =>
      commons.identityRegistry.write.requestRekey([1n, next, await attest(commons, next, { tag })], from(BAKO));

    it('takes over after the delay, with its voice, and the old one has nothing', async () => {
      for (const person of [ANA, BAKO]) await enrol(commons, person, 1);
      await request();
      const [, readyAt] = await commons.identityRegistry.read.rekeyOf([1n]);
      await networkHelpers.time.increaseTo(readyAt);
      await viem.assertions.emitWithArgs(
        commons.identityRegistry.write.completeRekey([1n], from(BAKO)),
        commons.identityRegistry,
        'Rekeyed',
        [1n, getAddress(ana), getAddress(next)],
      );
      expect(await commons.identityRegistry.read.standing([ana])).to.deep.equal([0n, false]);
      expect(await commons.identityRegistry.read.standing([next])).to.deep.equal([1n, true]);
      expect(await commons.identityRegistry.read.boundTo([ana])).to.equal(1n);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(0n);
      expect(await commons.contributorRoll.read.getVotes([next])).to.equal(1n);
    });

    it('is refused by the present one, and needs the same tag', async () => {
      await enrol(commons, ANA, 1);
      await fails(request(hashOf('another human')), 'TagMismatch', [anaTag, hashOf('another human')]);
      await request();
      const foreign = commons.identityRegistry.write.cancelRekey([1n], from(STRANGER));
      await fails(foreign, 'NotIdentityAccount', [1n, getAddress(next)]);
      await commons.identityRegistry.write.cancelRekey([1n], from(ANA));
      await fails(request(), 'RekeyRefused', [1n, getAddress(next)]);
    });
  });

  describe('suspend', () => {
    it('is for the court, takes the voice, and ends by itself', async () => {
      await enrol(commons, ANA, 1);
      const until = BigInt((await networkHelpers.time.latest()) + 100);
      const refusal = commons.identityRegistry.write.suspend([1n, until, 1n], from(0));
      await fails(refusal, 'AccessManagedUnauthorized', [getAddress(addressAt(0))]);
      await viem.assertions.emitWithArgs(
        commons.identityRegistry.write.suspend([1n, until, 1n], await asCourt(commons)),
        commons.identityRegistry,
        'IdentitySuspended',
        [1n, until, 1n],
      );
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(false);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(0n);
      await networkHelpers.time.increaseTo(until);
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(true);
      const [from_] = await commons.contributorRoll.read.voiceOf([1n]);
      await networkHelpers.time.increaseTo(from_);
      expect(await commons.contributorRoll.read.getVotes([ana])).to.equal(1n);
    });
  });

  describe('setScheme', () => {
    it('is for the timelock only, and closes no enrolment', async () => {
      const second = await viem.deployContract('AttesterQuorum', [commons.authority.address, [addressAt(1)], 1n]);
      const call = commons.identityRegistry.write.setScheme([second.address], from(STRANGER));
      await viem.assertions.revertWithCustomError(call, commons.identityRegistry, 'AccessManagedUnauthorized');
      await viem.assertions.emitWithArgs(
        commons.identityRegistry.write.setScheme([second.address], await asTimelock(commons)),
        commons.identityRegistry,
        'SchemeSet',
        [getAddress(second.address)],
      );
      expect(getAddress(await commons.identityRegistry.read.anchor())).to.equal(getAddress(second.address));
      await fails(enrolWith(ANA), 'SchemeNotAllowed', [getAddress(commons.attesterQuorum.address)]);
    });
  });
});
