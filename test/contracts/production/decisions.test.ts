import { expect } from 'chai';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

const ALL = [...PEOPLE, ...OWNERS];

/** An ordinary decision that all agreed to. */
async function passed(c: k.Commons, title = 'a decision') {
  const it = d.callOf[1](c, title);
  const id = await d.open(c, it, PEOPLE.slice(0, 5));
  await d.vote(c, id, ALL);
  await d.close(c, id);
  return { it, id };
}

async function guard(c: k.Commons, verb: 'delayDecision' | 'cancelDecision', id: bigint, it: d.Proposal, count = 3) {
  const callsHash = await d.callsHashOf(c, it);
  for (const account of k.GUARDIANS.slice(0, count)) {
    await c.guardian.write[verb]([id, callsHash, 'look again'], await k.as(account));
  }
}

describe('Production genesis > decisions', function () {
  this.timeout(600_000);

  it('expire when nobody queues or executes them in their window (G10)', async () => {
    const c = await k.loadFixture(opened);
    const { executionWindow } = k.genesis.governance;
    const { it, id } = await passed(c);
    const before = await k.networkHelpers.takeSnapshot();
    await k.time.increase(executionWindow + 1);
    expect(await d.stateOf(c, id), 'never queued').to.equal('Expired');
    expect(await k.outcome(d.queue(c, it))).to.equal('GovernorUnexpectedProposalState');
    await before.restore();
    await d.queue(c, it);
    await k.time.increaseTo((await c.commonsGovernor.read.proposalEta([id])) + BigInt(executionWindow) + 1n);
    expect(await d.stateOf(c, id), 'never executed').to.equal('Expired');
    expect(await k.outcome(d.execute(c, it))).to.equal('GovernorUnexpectedProposalState');
  });

  it('count no objection of those who came after the vote, and do of those who were there (G7)', async () => {
    const c = await k.loadFixture(opened);
    const { it, id } = await passed(c);
    for (const member of k.range(26, 5)) {
      await k.enrol(c, member);
      expect(await c.contributorRoll.read.hasVoice([await k.idOf(c, member)])).to.equal(true);
      const object = c.decisionRegister.write.object([id], await k.by(member));
      expect(await k.outcome(object)).to.equal('ObjectorInvalid');
    }
    await d.queue(c, it);
    const eta = await c.commonsGovernor.read.proposalEta([id]);
    for (const member of [6, 7, 8]) await c.decisionRegister.write.object([id], await k.by(member));
    const later = (await c.commonsGovernor.read.proposalEta([id])) - eta;
    const { minExtension, maxExtension } = k.genesis.governance;
    expect(later > BigInt(minExtension) && later < BigInt(maxExtension), 'three of 25').to.equal(true);
    for (const member of [9, 10]) await c.decisionRegister.write.object([id], await k.by(member));
    await k.time.increaseTo(await c.commonsGovernor.read.proposalEta([id]));
    expect(await k.outcome(d.execute(c, it)), 'a fifth').to.equal('SecondReadingNeeded');
  });

  it('are delayed once and cancelled once by three of five guardians, for all time', async () => {
    const c = await k.loadFixture(opened);
    const { it, id } = await passed(c);
    await d.queue(c, it);
    const eta = await c.commonsGovernor.read.proposalEta([id]);
    await guard(c, 'delayDecision', id, it, 2);
    expect(await c.commonsGovernor.read.proposalEta([id]), 'two are too few').to.equal(eta);
    const third = async (verb: 'delayDecision' | 'cancelDecision') =>
      c.guardian.write[verb]([id, await d.callsHashOf(c, it), 'look again'], await k.as(k.GUARDIANS[2]!));
    await third('delayDecision');
    expect((await c.commonsGovernor.read.proposalEta([id])) - eta).to.equal(BigInt(k.genesis.guardian.delay));
    await guard(c, 'cancelDecision', id, it);
    expect(await d.stateOf(c, id)).to.equal('Canceled');
    expect(await k.outcome(d.execute(c, it))).to.equal('GovernorUnexpectedProposalState');

    const again = await passed(c, 'the same decision');
    expect(await k.outcome(guard(c, 'cancelDecision', again.id, again.it))).to.equal('AlreadyDone');
    expect(await k.outcome(guard(c, 'delayDecision', again.id, again.it))).to.equal('AlreadyDone');
    await d.carryOut(c, again.it);
  });

  it('are free of a guardian whose term is over, unless both chambers renewed it', async () => {
    const c = await k.loadFixture(opened);
    const endsAt = Number(await c.guardian.read.endsAt());
    const far = endsAt + 30 * k.DAY;
    const renewal = c.guardian.write.renew([far], await k.as(k.GUARDIANS[0]!));
    expect(await k.outcome(renewal)).to.equal('AccessManagedUnauthorized');
    await k.time.increaseTo(endsAt);
    const delay = async () => c.guardian.write.delayDecision([1n, k.hashOf('calls'), ''], await k.as(k.GUARDIANS[0]!));
    expect(await k.outcome(delay())).to.equal('GuardianEnded');
    await c.guardian.write.renew([far], await k.asTimelock(c));
    expect(await k.outcome(delay())).to.equal('ok');
  });

  it('are two constitutional readings sixty days apart, and the first counts for a year', async () => {
    const c = await k.loadFixture(opened);
    const it = d.callOf[3](c, 'first reading');
    const id = await d.open(c, it, [1, 2, 3, 4, 5]);
    await d.vote(c, id, ALL);
    await d.close(c, id);
    await d.queue(c, it);
    const soon = { ...it, title: 'too soon' };
    const soonId = await d.open(c, soon, [6, 7, 8, 9, 10]);
    await d.vote(c, soonId, ALL);
    await d.close(c, soonId);
    await d.queue(c, soon);
    await k.time.increaseTo(await c.commonsGovernor.read.proposalEta([soonId]));
    expect(await k.outcome(d.execute(c, soon))).to.equal('SecondReadingNeeded');
    await k.time.increase(366 * k.DAY);
    const late = { ...it, title: 'too late' };
    const lateId = await d.open(c, late, [11, 12, 13, 14, 15]);
    await d.vote(c, lateId, PEOPLE);
    expect(await d.close(c, lateId), 'no group sits any more').to.equal('Succeeded');
    await d.queue(c, late);
    await k.time.increaseTo(await c.commonsGovernor.read.proposalEta([lateId]));
    expect(await k.outcome(d.execute(c, late)), 'it is a first one').to.equal('SecondReadingNeeded');
  });

  it('wait sixty days once the operators are gone, and still pass', async () => {
    const c = await k.loadFixture(opened);
    await k.time.increase(k.genesis.work.window + k.WEEK);
    expect(await c.workLedger.read.pastHeads([BigInt((await k.time.latest()) - 1)])).to.equal(0n);
    const it = d.callOf[2](c, 'without operators');
    const id = await d.open(c, it, [1, 2, 3, 4, 5]);
    await d.vote(c, id, PEOPLE.slice(0, 7));
    expect(await d.close(c, id)).to.equal('Succeeded');
    await d.queue(c, it);
    const waits = Number(await c.commonsGovernor.read.proposalEta([id])) - (await k.time.latest());
    expect(waits).to.equal(k.genesis.governance.fallenDelay);
    await k.time.increase(waits);
    await d.execute(c, it);
  });

  it('pass by contributors alone when operators refused them in silence a month ago', async () => {
    const c = await k.loadFixture(opened);
    const first = d.callOf[1](c, 'refused');
    const id = await d.open(c, first, [1, 2, 3, 4, 5]);
    await d.vote(c, id, PEOPLE);
    expect(await d.close(c, id)).to.equal('Defeated');
    await c.decisionRegister.write.recordRefusal(d.argsOf(first));
    await k.time.increase(k.genesis.governance.deadlockGap);
    const second = { ...first, title: 'again' };
    const secondId = await d.open(c, second, [6, 7, 8, 9, 10]);
    await d.vote(c, secondId, PEOPLE.slice(0, 8));
    expect(await d.close(c, secondId), 'eight of 25 are 30 %').to.equal('Succeeded');
    await d.carryOut(c, second);
  });
});
