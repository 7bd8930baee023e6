// Anyone may stand behind a number that no proposal has: IAgenda.sponsor cannot know what it names.
import { expect } from 'chai';
import { expelled, phaseOf } from '../production/court.ts';
import * as d from '../production/decisions.ts';
import * as k from '../production/kit.ts';
import { opened } from '../production/world.ts';

describe('Attack > a draft in the way of the court', function () {
  this.timeout(600_000);

  it('one member keeps no case from the chambers by standing behind a number like its question', async () => {
    const c = await k.loadFixture(opened);
    const { caseId } = await expelled(c);
    const title = `Uphold case ${caseId}#proposer=${c.disputeCourt.address.toLowerCase()}`;
    const question = await d.idOfProposal(c, { ...d.answerOf(c, caseId, true, ''), title });
    // The draft's key is the lower 96 bits; the other bits are free to choose.
    await c.agenda.write.sponsor([question ^ (1n << 200n)], await k.by(20));
    expect(await phaseOf(c, caseId)).to.equal('Chambers');
    expect(await k.outcome(c.disputeCourt.write.askChambers([caseId], await k.by(9)))).to.equal('ok');
    expect(await d.stateOf(c, question)).to.equal('Pending');
  });
});
