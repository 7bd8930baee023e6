import { expect } from 'chai';
import { keccak256 } from 'viem';
import { tierChangeTypedData } from '../../../protocol/typedData/tierChange.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import * as k from './kit.ts';
import { opened, PEOPLE } from './world.ts';

const seats = (c: k.Commons) => c.contributorRoll.read.seats();

describe('Production genesis > membership', function () {
  this.timeout(600_000);

  it('seats no crowd that four attesters invent, however long they go on (G6)', async () => {
    const c = await k.loadFixture(opened);
    const refusals = new Set<string>();
    let next = 26;
    const invent = async (count: number) => {
      for (let i = 0; i < count; ++i) {
        const reason = await k.outcome(k.enrol(c, next, { signers: 4 }));
        if (reason === 'ok') ++next;
        else refusals.add(reason);
      }
    };
    await invent(61);
    // Five places of founders were left, and a tenth of 30 voices is three.
    expect(next - 26).to.equal(8);
    for (let week = 0; week < 4; ++week) {
      await k.time.increase(k.WEEK);
      await invent(10);
    }
    expect(next - 26, 'a quarter of a year').to.equal(8);
    expect([...refusals].sort()).to.deep.equal(['QuotaSpent', 'WeekFull']);
    expect(await seats(c), 'no voice before its probation is over').to.equal(30n);
  });

  it('takes back by one act all that a discredited attester made possible (G6)', async () => {
    const c = await k.loadFixture(opened);
    const since = await k.time.latest();
    const invented = k.range(26, 5);
    for (const member of invented) await k.enrol(c, member, { signers: 4 });
    expect(await seats(c)).to.equal(30n);
    const slot = await c.attesterQuorum.read.slotOf([k.ATTESTERS[0]!.address]);
    await c.identityRegistry.write.discredit([slot, since, 'signs for nobody'], await k.asTimelock(c));
    const ids = await Promise.all(invented.map((member) => k.idOf(c, member)));
    for (const id of ids) expect(await c.identityRegistry.read.isActive([id])).to.equal(false);
    expect(await c.identityRegistry.read.isActive([await k.idOf(c, 1)]), 'an older statement').to.equal(true);
    await c.identityRegistry.write.lapse([ids]);
    expect(await seats(c)).to.equal(25n);
    await k.enrol(c, 31, { signers: 6 });
    expect(await k.outcome(k.enrol(c, 32, { signers: 4 })), 'its word counts no more').to.equal('StatementDiscredited');
  });

  it('ends statements and loans by the clock, without anybody paying for it (G8)', async () => {
    const c = await k.loadFixture(opened);
    const short = k.range(26, 5);
    for (const member of short) await k.enrol(c, member, { days: 120 });
    await c.contributorRoll.write.delegate([k.addressOf(1)], await k.by(26));
    const first = await k.idOf(c, 1);
    expect([await seats(c), await c.contributorRoll.read.votesOf([first])]).to.deep.equal([30n, 2n]);
    await k.time.increase(121 * k.DAY);
    expect([await seats(c), await c.contributorRoll.read.votesOf([first])]).to.deep.equal([25n, 1n]);
    expect(await c.identityRegistry.read.isActive([await k.idOf(c, 26)])).to.equal(false);
  });

  it('ends a loan after its term while both persons go on (G8)', async () => {
    const c = await k.loadFixture(opened);
    await c.contributorRoll.write.delegate([k.addressOf(1)], await k.by(2));
    const first = await k.idOf(c, 1);
    expect(await c.contributorRoll.read.votesOf([first])).to.equal(2n);
    await k.time.increase(k.genesis.identities.delegationTerm + k.WEEK);
    expect(await c.contributorRoll.read.votesOf([first])).to.equal(1n);
    expect(await c.contributorRoll.read.votesOf([await k.idOf(c, 2)]), 'home again').to.equal(1n);
  });

  it('leaves a replaced key no say over consent but to narrow it, and the owner all of it (G11)', async () => {
    const c = await k.loadFixture(opened);
    const [thief, owner] = [k.keyOf(1), k.keyOf(8_001)];
    const depositor = thief.address;
    const id = await k.idOf(c, 1);
    const evidence = await k.attest(c, owner.address, { tag: keccak256(depositor) });
    await c.identityRegistry.write.requestRekey([id, owner.address, evidence]);
    await k.time.increase(k.genesis.identities.rekeyDelay);
    await c.identityRegistry.write.completeRekey([id]);

    const consents = c.consentRegistry;
    const deposit = k.hashOf('deposit');
    const consentRegistry = consents.address;
    const change = async (signer: typeof owner, tier: number, nonce: bigint) => {
      const typed = tierChangeTypedData({
        chainId: k.chainId,
        consentRegistry,
        change: { deposit, depositor, tier, nonce },
      });
      const signature = await signer.signTypedData(typed);
      return k.outcome(consents.write.changeTier([deposit, depositor, tier, nonce, signature]));
    };
    const [everything, ask, askAndTrain] = [0, 3, 2];
    expect(await change(thief, everything, 1n), 'the thief widens').to.equal('ConsentSignatureInvalid');
    expect(await change(owner, everything, 1n), 'the owner widens').to.equal('ok');
    expect(await change(thief, ask, 1n), 'the thief narrows').to.equal('ok');
    expect(await change(thief, askAndTrain, 2n), 'and cannot take it back').to.equal('ConsentSignatureInvalid');
    const withdrawal = { deposit, depositor };
    const signature = await owner.signTypedData(
      withdrawalTypedData({ chainId: k.chainId, consentRegistry, ...withdrawal }),
    );
    await consents.write.withdraw([deposit, depositor, signature]);
    expect(await consents.read.isWithdrawn([deposit, depositor])).to.equal(true);
  });

  it('lets no vote revoke or suspend a member (X1)', async () => {
    const c = await k.loadFixture(opened);
    const names = c.identityRegistry.abi.flatMap((it) => (it.type === 'function' ? [it.name] : []));
    expect(names).to.not.include('revoke');
    const until = BigInt((await k.time.latest()) + 30 * k.DAY);
    for (const caller of [c.timelockController, c.commonsGovernor, c.stewardshipBoard]) {
      const suspend = c.identityRegistry.write.suspend([2n, until, 1n], await k.as(caller.address));
      expect(await k.outcome(suspend)).to.equal('AccessManagedUnauthorized');
    }
    for (const person of PEOPLE.slice(0, 3)) {
      expect(await c.identityRegistry.read.isActive([await k.idOf(c, person)])).to.equal(true);
    }
  });
});
