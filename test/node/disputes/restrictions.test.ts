import { expect } from 'chai';
import { numberToHex } from 'viem';
import { openRestrictions } from '../../../node/disputes/restrictionFold.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { depositKey, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { createFeed, emitted } from '../chain/feed.ts';

const id = toDepositId(encodeBlock({ text: 'one' }).cid);
const key = depositKey(id);

function setUp() {
  const restrictions = openRestrictions(openJournal(':memory:'));
  const feed = createFeed([restrictions.fold]);
  const hold = (until: number) => feed.mine(emitted('stewardshipBoard', 'DepositHeld', { depositKey: key, until }));
  const takeDown = () => feed.mine(emitted('stewardshipBoard', 'DepositTakenDown', { depositKey: key }));
  const lift = () => feed.mine(emitted('stewardshipBoard', 'DepositLifted', { depositKey: key, caseId: 1n }));
  const freeze = (subjectKind: number, subject: `0x${string}`, until: number) =>
    feed.mine(emitted('disputeCourt', 'SubjectFrozen', { caseId: 1n, subjectKind, subject, until }));
  return { restrictions, feed, hold, takeDown, lift, freeze };
}

describe('restrictions', () => {
  it('keep a held deposit back until the hold ends by itself', () => {
    const { restrictions, hold } = setUp();
    hold(100);
    expect(restrictions.isBarred(id, 99)).to.equal(true);
    expect(restrictions.isBarred(id, 100)).to.equal(false);
    expect(restrictions.nextEnd(50)).to.equal(100);
    expect(restrictions.nextEnd(100)).to.equal(null);
  });

  it('keep what was taken down back until a ruling lifts it', () => {
    const { restrictions, takeDown, lift } = setUp();
    takeDown();
    expect(restrictions.isBarred(id, 2 ** 40)).to.equal(true);
    lift();
    expect(restrictions.isBarred(id, 0)).to.equal(false);
  });

  it('do not let a lifted act of the board end a freeze of the court', () => {
    const { restrictions, takeDown, lift, freeze } = setUp();
    takeDown();
    freeze(0, key, 200);
    lift();
    expect(restrictions.isBarred(id, 199)).to.equal(true);
    expect(restrictions.isBarred(id, 200)).to.equal(false);
  });

  it('tell models, experts and operators apart', () => {
    const { restrictions, freeze } = setUp();
    freeze(2, numberToHex(7, { size: 32 }), 100);
    expect(restrictions.isFrozen('expert', 7, 99)).to.equal(true);
    expect(restrictions.isFrozen('operator', 7, 99)).to.equal(false);
    expect(restrictions.isFrozen('expert', 8, 99)).to.equal(false);
  });

  it('go with the block that they came in', () => {
    const { restrictions, hold, takeDown, feed } = setUp();
    hold(100);
    takeDown();
    feed.undo(1);
    expect(restrictions.isBarred(id, 99)).to.equal(true);
    expect(restrictions.isBarred(id, 100)).to.equal(false);
  });

  it('give a snapshot of a block what stood at that block', () => {
    const { restrictions, hold, lift } = setUp();
    const held = hold(100);
    lift();
    expect([...barredAt(restrictions.upTo(held), 50)]).to.deep.equal([key]);
    expect([...barredAt(restrictions.upTo(held), 100)]).to.deep.equal([]);
    expect([...barredAt(restrictions.upTo(held + 1n), 50)]).to.deep.equal([]);
  });
});
