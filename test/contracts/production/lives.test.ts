import { expect } from 'chai';
import { answerByChambers, expelled } from './court.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import * as w from './work.ts';
import { grown, LARGE_OWNERS, LARGE_PEOPLE, OWNERS, opened, PEOPLE } from './world.ts';

/** Both ends of the range, and what passes there: persons, heads, and how many stop a routine decision. */
const ENDS = [
  {
    name: '1,000 persons and 30 groups',
    world: grown,
    people: LARGE_PEOPLE,
    owners: LARGE_OWNERS,
    needed: { 1: [150, 10], 2: [250, 15], 3: [330, 15] },
    stop: [100, 3],
    lent: 19,
    panel: 9,
  },
  {
    name: '25 persons and 7 groups',
    world: opened,
    people: PEOPLE,
    owners: OWNERS,
    needed: { 1: [5, 3], 2: [7, 4], 3: [9, 4] },
    stop: [3, 1],
    lent: 1,
    panel: 6,
  },
] as const;

describe('Production genesis > whole lives', function () {
  this.timeout(600_000);

  it('expels somebody among 1,000 by two panels and both chambers', async () => {
    const c = await k.loadFixture(grown);
    const { caseId, respondentId } = await expelled(c);
    await answerByChambers(c, caseId);
    await c.disputeCourt.write.execute([caseId]);
    await k.time.increase(300 * k.DAY);
    expect(await c.identityRegistry.read.isActive([respondentId])).to.equal(false);
  });

  for (const end of ENDS) {
    describe(end.name, () => {
      const [objectors, objectingHeads] = end.stop;

      it('class 0 passes in silence, and stops when a tenth of either chamber says no', async () => {
        const c = await k.loadFixture(end.world);
        const it = d.callOf[0](c, 'a smaller reserve');
        const id = await d.open(c, it, end.people.slice(0, 5));
        await d.vote(c, id, end.people.slice(0, objectors - 1), d.AGAINST);
        await d.vote(c, id, end.owners.slice(0, objectingHeads - 1), d.AGAINST);
        const undecided = await k.networkHelpers.takeSnapshot();
        await d.vote(c, id, end.owners.slice(objectingHeads - 1, objectingHeads), d.AGAINST);
        expect(await d.close(c, id), 'heads say no').to.equal('Defeated');
        await undecided.restore();
        await d.vote(c, id, end.people.slice(objectors - 1, objectors), d.AGAINST);
        expect(await d.close(c, id), 'persons say no').to.equal('Defeated');
        await undecided.restore();
        expect(await d.close(c, id)).to.equal('Succeeded');
        await d.carryOut(c, it);
        expect(await c.commonsPool.read.reserve()).to.equal(2_400);
      });

      for (const kind of [1, 2, 3] as const) {
        const [people, heads] = end.needed[kind];

        it(`class ${kind} passes with ${people} persons and ${heads} groups while all others are silent, and with no fewer`, async () => {
          const c = await k.loadFixture(end.world);
          const it = d.callOf[kind](c, 'a decision');
          const id = await d.open(c, it, end.people.slice(0, 5));
          await d.vote(c, id, end.people.slice(0, people - 1));
          await d.vote(c, id, end.owners.slice(0, heads - 1));
          const undecided = await k.networkHelpers.takeSnapshot();
          await d.vote(c, id, end.people.slice(people - 1, people));
          expect(await d.close(c, id), 'one head fewer').to.equal('Defeated');
          await undecided.restore();
          await d.vote(c, id, end.owners.slice(heads - 1, heads));
          expect(await d.close(c, id), 'one person fewer').to.equal('Defeated');
          await undecided.restore();
          await d.vote(c, id, end.people.slice(people - 1, people));
          await d.vote(c, id, end.owners.slice(heads - 1, heads));
          expect(await d.close(c, id)).to.equal('Succeeded');
          expect(await c.commonsGovernor.read.chamberTotal([id, d.PEOPLE_CHAMBER])).to.equal(BigInt(end.people.length));
          expect(await c.commonsGovernor.read.chamberTotal([id, d.TECHNICAL_CHAMBER])).to.equal(
            BigInt(end.owners.length),
          );
          if (kind === 3) return;
          await d.carryOut(c, it);
          expect(await d.stateOf(c, id)).to.equal('Executed');
          if (kind === 1) expect((await c.mixturePolicy.read.current())[1][0]).to.equal(1_300);
          else expect(await c.commonsGovernor.read.votingDelay()).to.equal(BigInt(4 * k.DAY));
        });
      }

      it('class 3 is executed after both readings, and not after one', async () => {
        const c = await k.loadFixture(end.world);
        const [people, heads] = end.needed[3];
        const voters = [...end.people.slice(0, people), ...end.owners.slice(0, heads)];
        const it = d.callOf[3](c, 'a higher minimum');
        const id = await d.open(c, it, end.people.slice(0, 5));
        await d.vote(c, id, voters);
        await d.close(c, id);
        await d.queue(c, it);
        await k.time.increaseTo(await c.commonsGovernor.read.proposalEta([id]));
        expect(await k.outcome(d.execute(c, it))).to.equal('SecondReadingNeeded');
        await d.waitForReading(c, id);
        const second = { ...it, title: 'a higher minimum, second reading' };
        const secondId = await d.open(c, second, end.people.slice(5, 10));
        await d.vote(c, secondId, voters);
        expect(await d.close(c, secondId)).to.equal('Succeeded');
        await d.carryOut(c, second);
        expect(await c.commonsPool.read.minimum()).to.equal(5_000n);
      });

      it(`lends no more than ${end.lent} voices to one delegate`, async () => {
        const c = await k.loadFixture(end.world);
        for (const member of k.range(2, end.lent)) {
          await c.contributorRoll.write.delegate([k.addressOf(1)], await k.by(member));
        }
        const more = c.contributorRoll.write.delegate([k.addressOf(1)], await k.by(24));
        expect(await k.outcome(more)).to.equal('DelegateFull');
        expect(await c.contributorRoll.read.votesOf([await k.idOf(c, 1)])).to.equal(BigInt(end.lent + 1));
      });

      it('costs the same whoever is there: a vote, an enrolment, a draw of verifiers', async () => {
        const c = await k.loadFixture(end.world);
        const id = await d.open(c, d.callOf[2](c, 'measured'), end.people.slice(0, 5));
        const castVote = async (member: number) =>
          k.gasOf(c.commonsGovernor.write.castVote([id, d.FOR], await k.by(member)));
        const [first, second] = [await castVote(7), await castVote(8)];
        const newcomer = await k.enrol(c, 2_001);
        const sealed = await w.seal(c, await k.idOf(c, OWNERS[0]!), 1_000n);
        await w.passRound(c, sealed.seal.sealedAt);
        const drawn = await k.gasOf(w.draw(c, sealed));
        expect((await w.panelOf(c, sealed.key)).length).to.equal(end.panel);
        for (const [what, gas, limit] of [
          ['the first vote', first, 150_000n],
          ['a later vote', second, 80_000n],
          ['an enrolment', newcomer, 460_000n],
          ['a draw', drawn, 450_000n],
        ] as const) {
          expect(gas < limit, `${what}: ${gas}`).to.equal(true);
        }
      });
    });
  }
});
