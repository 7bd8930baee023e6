import { expect } from 'chai';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { passRound, seal } from './work.ts';
import { creditWork, OWNERS, opened, PEOPLE } from './world.ts';

const { work, governance } = k.genesis;
const now = async () => BigInt((await k.time.latest()) - 1);

describe('Production genesis > technical chamber', function () {
  this.timeout(600_000);

  it('seats twelve founding groups at once, and one later group a period by lot', async () => {
    const c = await k.loadFixture(opened);
    const ledger = c.workLedger;
    const later: bigint[] = [];
    for (const member of k.range(5_008, 8)) later.push(await k.found(c, member));
    await k.time.increase(work.stepAge);
    await creditWork(c, later);
    const [founders, others] = [later.slice(0, 5), later.slice(5)];
    for (const id of founders) await ledger.write.enter([k.groupOf(id)]);
    for (const id of others) {
      expect(await k.outcome(ledger.write.enter([k.groupOf(id)]))).to.equal('GroupNotFounder');
    }
    const period = Math.floor((await k.time.latest()) / work.entryPeriod);
    for (const id of others) await ledger.write.applyForSeat([k.groupOf(id)]);
    expect(await k.outcome(ledger.write.drawEntrants([period])), 'the period runs').to.equal('LotNotReady');
    await creditWork(c, [...later, ...(await Promise.all(OWNERS.map((it) => k.idOf(c, it))))]);
    const end = (period + 1) * work.entryPeriod;
    await passRound(c, end);
    await ledger.write.drawEntrants([period]);
    const seated = await Promise.all(others.map((id) => ledger.read.isInChamber([k.groupOf(id)])));
    expect(seated.filter((it) => it).length).to.equal(1);
    expect(await k.outcome(ledger.write.drawEntrants([period]))).to.equal('LotOver');
  });

  it('lets no amount of work outweigh the others: two votes of eight, and none for what exceeds a day (W2)', async () => {
    const c = await k.loadFixture(opened);
    const [rich, ...rest] = await Promise.all(OWNERS.map((it) => k.idOf(c, it)));
    const spotCheck = await k.as(c.spotCheck.address);
    for (let day = 0; day < 95; ++day) {
      await c.workLedger.write.credit([rich!, 10n ** 9n], spotCheck);
      await k.time.increase(k.DAY);
    }
    const units = await c.workLedger.read.unitsOf([rich!]);
    expect(units < 95n * 2_000_000n, `${units} units in 95 days`).to.equal(true);
    await k.time.increase(1);
    expect(await c.workLedger.read.pastVotesOf([rich!, await now()])).to.equal(2n);
    const all = await Promise.all(rest.map(async (id) => c.workLedger.read.pastVotesOf([id, await now()])));
    expect(all.reduce((sum, it) => sum + it, 0n)).to.equal(6n);
    const it = d.callOf[2](c, 'what the rich one wants');
    const id = await d.open(c, it, PEOPLE.slice(0, 5));
    await d.vote(c, id, [...PEOPLE.slice(0, 10), ...OWNERS.slice(0, 3)]);
    expect(await d.close(c, id), 'three heads of seven').to.equal('Defeated');
  });

  it('lets three groups propose without a person, on places of their own', async () => {
    const c = await k.loadFixture(opened);
    for (let n = 0; n < governance.operatorPlaces; ++n) {
      const it = d.callOf[1](c, `of operators ${n}`);
      await d.sponsor(c, await d.idOfProposal(c, it), OWNERS.slice(0, 3));
      await d.propose(c, it, OWNERS[0]!);
    }
    expect(await c.agenda.read.placesLeft([1])).to.equal(0n);
    expect(await c.agenda.read.placesLeft([0])).to.equal(BigInt(governance.peoplePlaces));
    const third = d.callOf[1](c, 'one too many');
    await d.sponsor(c, await d.idOfProposal(c, third), OWNERS.slice(3, 6));
    expect(await k.outcome(d.propose(c, third, OWNERS[3]!))).to.equal('NoPlace');
  });
});

describe('Production genesis > beacon', function () {
  this.timeout(600_000);

  it('goes on after silent rounds, and without a member that kept its preimage back', async () => {
    const c = await k.loadFixture(opened);
    const { round, ban } = k.genesis.beacon;
    const sealed = await seal(c, await k.idOf(c, OWNERS[0]!), 1_000n);
    const number = Math.floor(sealed.seal.sealedAt / round) + 1;
    await k.time.increaseTo((number + 1) * round + 60);
    const draw = () => c.spotCheck.write.draw([sealed.operatorId, sealed.epoch, sealed.seal]);
    expect(await k.outcome(draw())).to.equal('SeedUnknown');
    await c.beacon.write.close([number]);
    expect(await k.outcome(draw())).to.equal('ok');
    expect(await k.outcome(c.beacon.write.close([number])), 'once').to.equal('RoundKnown');

    const [first, silent] = k.ATTESTERS;
    await passRound(c, await k.time.latest(), 1);
    const passed = Math.floor((await k.time.latest()) / round) - 1;
    expect(await k.outcome(c.beacon.write.strike([first!.address, passed]))).to.equal('AlreadyRevealed');
    await c.beacon.write.strike([silent!.address, passed]);
    const join = c.beacon.write.join([k.hashOf('another chain')], await k.as(silent!.address));
    expect(await k.outcome(join)).to.equal('MemberOut');
    await k.time.increase(ban);
    const again = c.beacon.write.join([k.hashOf('another chain')], await k.as(silent!.address));
    expect(await k.outcome(again)).to.equal('ok');
  });
});
