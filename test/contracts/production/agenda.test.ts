import { expect } from 'chai';
import { groupConsentTypedData } from '../../../protocol/typedData/groupConsent.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

const value = BigInt(k.genesis.operators.minStake);

/** An enrolled member joins the first owner's group. */
async function join(c: k.Commons, member: number) {
  const consent = { ownerId: await k.idOf(c, OWNERS[0]!), memberId: await k.idOf(c, member) };
  const typed = groupConsentTypedData({ chainId: k.chainId, operatorRegistry: c.operatorRegistry.address, consent });
  const signature = await k.keyOf(OWNERS[0]!).signTypedData(typed);
  await c.operatorRegistry.write.register([consent.ownerId, 1, signature], { ...(await k.by(member)), value });
}

describe('Production genesis > agenda', function () {
  this.timeout(600_000);

  it('is not closed by twenty-four identities of one group (G4)', async () => {
    const c = await k.loadFixture(opened);
    const gang = k.range(6_001, 20);
    for (const member of gang) {
      await k.enrol(c, member, { kind: 2 });
      await join(c, member);
    }
    for (const member of [21, 22, 23, 24]) await join(c, member);
    const draft = (n: number) => BigInt(k.hashOf(`nothing ${n}`));
    for (const member of gang) {
      const sponsor = c.agenda.write.sponsor([draft(0)], await k.by(member));
      expect(await k.outcome(sponsor), 'a machine without a seat').to.equal('SponsorIneligible');
    }
    await c.agenda.write.sponsor([draft(1)], await k.by(21));
    const second = c.agenda.write.sponsor([draft(1)], await k.by(22));
    expect(await k.outcome(second), 'one person of a group').to.equal('GroupSponsored');
    expect(await c.agenda.read.placesLeft([0])).to.equal(BigInt(k.genesis.governance.peoplePlaces));
    const it = d.callOf[1](c, 'an honest one');
    expect(await d.stateOf(c, await d.open(c, it, [1, 2, 3, 4, 5]))).to.equal('Active');
  });

  it('has a place for a constitutional proposal while all others are taken', async () => {
    const c = await k.loadFixture(opened);
    // Fifteen sponsors, each behind two, take all six places of people.
    for (let n = 0; n < k.genesis.governance.peoplePlaces; ++n) {
      const it = d.callOf[0](c, `taken ${n}`);
      const team = k.range(1 + 5 * (n % 3), 5);
      await d.sponsor(c, await d.idOfProposal(c, it), team);
      await d.propose(c, it, team[0]!);
    }
    expect(await c.agenda.read.placesLeft([0])).to.equal(0n);
    const late = d.callOf[0](c, 'one more');
    await d.sponsor(c, await d.idOfProposal(c, late), k.range(16, 5));
    expect(await k.outcome(d.propose(c, late, 16))).to.equal('NoPlace');
    const it = d.callOf[3](c, 'a higher minimum');
    expect(await d.stateOf(c, await d.open(c, it, k.range(21, 5)))).to.equal('Active');
  });

  it('lets no last sponsor cancel what another opened, and frees the sponsors of what is cancelled (G12)', async () => {
    const c = await k.loadFixture(opened);
    const it = d.callOf[1](c, 'a plain description');
    const id = await d.idOfProposal(c, it);
    await d.sponsor(c, id, [1, 2, 3, 4]);
    await d.propose(c, it, 5);
    const cancel = async (member: number) =>
      k.outcome(c.commonsGovernor.write.cancel(d.argsOf(it), await k.by(member)));
    expect(await cancel(5), 'proposed, did not open').to.equal('GovernorUnableToCancel');
    expect(await cancel(1), 'opened, did not propose').to.equal('GovernorUnableToCancel');

    const own = d.callOf[1](c, 'a better description');
    await d.sponsor(c, await d.idOfProposal(c, own), [6, 7, 8, 9, 10]);
    await d.propose(c, own, 6);
    await c.commonsGovernor.write.cancel(d.argsOf(own), await k.by(6));
    for (const title of ['second', 'third']) {
      await d.sponsor(c, await d.idOfProposal(c, d.callOf[1](c, title)), [6, 7, 8, 9, 10]);
    }
  });

  it('makes sponsors wait whose proposal found no support', async () => {
    const c = await k.loadFixture(opened);
    const id = await d.open(c, d.callOf[1](c, 'nobody wants it'), PEOPLE.slice(0, 5));
    await d.close(c, id);
    const next = await d.idOfProposal(c, d.callOf[1](c, 'nobody wants that either'));
    const sponsor = async () => k.outcome(c.agenda.write.sponsor([next], await k.by(1)));
    expect(await sponsor()).to.equal('SponsorCooling');
    await k.time.increase(k.genesis.governance.coolDown);
    expect(await sponsor()).to.equal('ok');
  });
});
