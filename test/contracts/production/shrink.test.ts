import { expect } from 'chai';
import { commitmentOf, fileCase, phaseOf, SUSPEND, sit, UPHOLD, waitFor } from './court.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

/** Some leave for as long as rulings may last; from the next week on they have no voice. */
async function leave(c: k.Commons, members: readonly number[]) {
  const until = BigInt((await k.time.latest()) + k.genesis.identities.maxSuspension - k.DAY);
  const court = await k.as(c.disputeCourt.address);
  for (const member of members) await c.identityRegistry.write.suspend([await k.idOf(c, member), until, 1n], court);
}

describe('Production genesis > a commons that shrinks', function () {
  this.timeout(600_000);

  for (const [left, result] of [
    [20, 'Succeeded'],
    [19, 'Defeated'],
  ] as const) {
    it(`decides with ${left} of 25 persons left: ${result}`, async () => {
      const c = await k.loadFixture(opened);
      await leave(c, PEOPLE.slice(left));
      expect(await c.contributorRoll.read.seats()).to.equal(BigInt(left));
      const it = d.callOf[1](c, 'after some left');
      const id = await d.open(c, it, PEOPLE.slice(0, 5));
      await d.vote(c, id, [...PEOPLE.slice(0, left), ...OWNERS]);
      expect(await d.close(c, id)).to.equal(result);
    });
  }

  it('takes an appeal to all others where members are too few for a second panel', async () => {
    const c = await k.loadFixture(opened);
    await leave(c, PEOPLE.slice(22));
    const respondentId = await k.idOf(c, 2);
    const caseId = await fileCase(c, respondentId, SUSPEND, 30n * 86_400n);
    await waitFor(c, caseId);
    await sit(c, caseId, UPHOLD);
    await c.disputeCourt.write.appeal([caseId], await k.by(2));
    expect(await phaseOf(c, caseId)).to.equal('Committing');
    const { round } = await c.disputeCourt.read.caseOf([caseId]);
    const reject = 2;
    const judges = k.range(6, 10);
    for (const member of judges) {
      const commitment = commitmentOf(caseId, round, await k.idOf(c, member), reject);
      await c.disputeCourt.write.commit([caseId, commitment], await k.by(member));
    }
    const sponsor = c.disputeCourt.write.commit([caseId, k.hashOf('vote')], await k.by(3));
    expect(await k.outcome(sponsor), 'a sponsor').to.equal('NotJuror');
    await waitFor(c, caseId);
    for (const member of judges) {
      await c.disputeCourt.write.reveal([caseId, reject, k.hashOf('salt')], await k.by(member));
    }
    await waitFor(c, caseId);
    expect(await phaseOf(c, caseId)).to.equal('Closed');
    expect(await c.identityRegistry.read.isActive([respondentId])).to.equal(true);
  });
});
