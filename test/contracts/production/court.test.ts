import { expect } from 'chai';
import {
  answerByChambers,
  expelled,
  fileCase,
  phaseOf,
  SLASH,
  SUSPEND,
  sit,
  UPHOLD,
  VOID_WORK,
  waitFor,
} from './court.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

const activeAfter = async (c: k.Commons, id: bigint, days: number) => {
  await k.time.increase(days * k.DAY);
  return c.identityRegistry.read.isActive([id]);
};

describe('Production genesis > court', function () {
  this.timeout(600_000);

  it('asks the chambers, who answer in time, and only then expels (G3)', async () => {
    const c = await k.loadFixture(opened);
    const { caseId, respondentId, first, second } = await expelled(c);
    expect([first.length, second.length]).to.deep.equal([5, 9]);
    expect(
      second.filter((it) => first.includes(it)),
      'other jurors',
    ).to.deep.equal([]);
    await answerByChambers(c, caseId);
    expect(await phaseOf(c, caseId)).to.equal('Final');
    await c.disputeCourt.write.execute([caseId]);
    expect(await activeAfter(c, respondentId, 300)).to.equal(false);
    expect(await activeAfter(c, respondentId, 70), 'ends by itself').to.equal(true);
  });

  it('lets members answer against the court with time to spare, whatever the guardian delays (G3)', async () => {
    const c = await k.loadFixture(opened);
    const { caseId, respondentId } = await expelled(c);
    const { ends } = await c.disputeCourt.read.positionOf([caseId]);
    const answer = d.answerOf(c, caseId, false, 'no expulsion');
    const id = await d.open(c, answer, [11, 12, 13, 14, 15]);
    await d.vote(c, id, [...PEOPLE.slice(5), ...OWNERS]);
    await d.close(c, id);
    await d.queue(c, answer);
    const callsHash = await d.callsHashOf(c, answer);
    for (const it of k.GUARDIANS.slice(0, 3)) {
      await c.guardian.write.delayDecision([id, callsHash, 'look again'], await k.as(it));
    }
    const eta = await c.commonsGovernor.read.proposalEta([id]);
    expect(eta < BigInt(ends)).to.equal(true);
    await k.time.increaseTo(eta);
    await d.execute(c, answer);
    expect(await phaseOf(c, caseId)).to.equal('Closed');
    expect(await k.outcome(c.disputeCourt.write.execute([caseId]))).to.equal('WrongPhase');
    expect(await c.identityRegistry.read.isActive([respondentId])).to.equal(true);
  });

  it('falls back to what a panel may do alone when the chambers are silent (G3)', async () => {
    const c = await k.loadFixture(opened);
    const { caseId, respondentId } = await expelled(c);
    await waitFor(c, caseId);
    expect(await phaseOf(c, caseId)).to.equal('Final');
    await c.disputeCourt.write.execute([caseId]);
    const days = k.genesis.court.panelPower / k.DAY;
    expect(await activeAfter(c, respondentId, days - 1)).to.equal(false);
    expect(await activeAfter(c, respondentId, 2)).to.equal(true);
  });

  it('expels nobody by two cases in turn: what panels took counts for three years', async () => {
    const c = await k.loadFixture(opened);
    const respondentId = await k.idOf(c, 2);
    const power = BigInt(k.genesis.court.panelPower);
    const caseId = await fileCase(c, respondentId, SUSPEND, power);
    await waitFor(c, caseId);
    await sit(c, caseId, UPHOLD);
    await waitFor(c, caseId);
    await c.disputeCourt.write.execute([caseId]);
    await k.time.increase(100 * k.DAY);
    expect(await k.outcome(fileCase(c, respondentId, SUSPEND, 86_400n))).to.equal('RemedyInvalid');
  });

  it('holds a stake as long as a case is open and no day longer (G5)', async () => {
    const c = await k.loadFixture(opened);
    const operatorId = await k.idOf(c, OWNERS[0]!);
    await c.operatorRegistry.write.unbond(await k.by(OWNERS[0]!));
    await k.time.increase(k.genesis.operators.unbondingPeriod - 5 * k.DAY);
    const caseId = await fileCase(c, operatorId, SLASH, 10_000n);
    await k.time.increase(6 * k.DAY);
    const withdraw = async () => k.outcome(c.operatorRegistry.write.withdrawStake(await k.by(OWNERS[0]!)));
    expect(await withdraw(), 'while it runs').to.equal('StakeHeld');
    // Nobody even draws a panel.
    await k.time.increase(5 * k.DAY);
    expect(await phaseOf(c, caseId)).to.equal('Closed');
    expect(await k.outcome(fileCase(c, operatorId, SLASH, 10_000n)), 'another sham').to.equal('Barred');
    expect(await withdraw()).to.equal('ok');
  });

  it('voids credited work by a ruling that is reached within the time of a debit (W1)', async () => {
    const c = await k.loadFixture(opened);
    const operatorId = await k.idOf(c, OWNERS[0]!);
    const caseId = await fileCase(c, operatorId, VOID_WORK, 0n);
    expect(await c.disputeCourt.read.isNamed([operatorId]), 'nothing is credited meanwhile').to.equal(true);
    await waitFor(c, caseId);
    await sit(c, caseId, UPHOLD);
    await waitFor(c, caseId);
    await c.disputeCourt.write.execute([caseId]);
    expect(await c.workLedger.read.unitsOf([operatorId])).to.equal(0n);
    expect(await c.disputeCourt.read.isNamed([operatorId])).to.equal(false);
  });
});
