// A case holds what it names while it is open: five members take turns, so that one always is.
import { expect } from 'chai';
import { sit, VOID_WORK, waitFor } from '../production/court.ts';
import * as k from '../production/kit.ts';
import { OWNERS, opened } from '../production/world.ts';

const REJECT = 2;
const FIVE = [1, 2, 3, 4, 5];

describe('Attack > named for ever', function () {
  this.timeout(600_000);

  it('five members who take turns do not keep an operator from its credit', async () => {
    const c = await k.loadFixture(opened);
    const court = c.disputeCourt;
    const respondentId = await k.idOf(c, OWNERS[0]!);
    const remedy = VOID_WORK;
    const filing = { ground: 0, subjectKind: 3, subject: k.groupOf(respondentId), respondentId, remedy, value: 0n };
    const name = async (filer: number) => {
      await court.write.file([filing, k.hashOf('a sham'), ''], await k.by(filer));
      const caseId = await court.read.count();
      for (const it of FIVE.filter((member) => member !== filer).slice(0, 3)) {
        await court.write.sponsor([caseId], await k.by(it));
      }
      return caseId;
    };
    const start = await k.time.latest();
    let caseId = 0n;
    const turns = async () => {
      caseId = await name(FIVE[0]!);
      // Each panel rejects, each filer appeals on the last day; the last turn is the first member's again.
      for (let turn = 0; turn < FIVE.length; ++turn) {
        if (turn === 0) await waitFor(c, caseId);
        await sit(c, caseId, REJECT);
        await k.time.increase(4 * k.DAY);
        await court.write.appeal([caseId], await k.by(FIVE[turn]!));
        const next = await name(FIVE[(turn + 1) % FIVE.length]!);
        await sit(c, caseId, REJECT);
        if (!(await court.read.isNamed([respondentId]))) throw new Error('free for a moment');
        caseId = next;
      }
    };
    const result = await k.outcome(turns());
    const days = Math.floor(((await k.time.latest()) - start) / k.DAY);
    expect(result, `${days} days and ${caseId} cases without a gap`).to.equal('Barred');
  });
});
