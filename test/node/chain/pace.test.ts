import { expect } from 'chai';
import { createPace } from '../../../node/chain/pace.ts';

describe('pace', () => {
  /** Shows blocks whose clock and whose arrival are apart by these milliseconds. */
  const see = (blocks: readonly { clockMs: number; sightMs?: number }[]) => {
    let now = 0;
    let timestamp = 1_000n;
    const pace = createPace(500, () => now);
    pace.saw({ number: 0n, timestamp });
    for (const [i, { clockMs, sightMs = clockMs }] of blocks.entries()) {
      now += sightMs;
      timestamp += BigInt(clockMs / 1_000);
      pace.saw({ number: BigInt(i + 1), timestamp });
    }
    const later = (milliseconds: number) => {
      now += milliseconds;
      return pace.pauseMs();
    };
    return { pace, later };
  };
  const regular = (clockMs: number) => Array.from({ length: 6 }, () => ({ clockMs }));

  it('looks once a block where blocks come regularly', () => {
    const { pace, later } = see(regular(12_000));
    expect(pace.pauseMs()).to.be.within(12_000, 12_300);
    expect(later(4_000)).to.be.within(8_000, 8_300);
  });

  it('looks at a quarter of the interval when a block is late', () => {
    expect(see(regular(12_000)).later(12_300)).to.equal(3_000);
    expect(see(regular(1_000)).later(1_500)).to.equal(500);
  });

  it('never looks faster than it may, nor more seldom than every fifteen seconds', () => {
    expect(see(regular(0)).pace.pauseMs()).to.equal(500);
    expect(see(regular(60_000)).pace.pauseMs()).to.equal(15_000);
  });

  it('bears a slot without a block', () => {
    const blocks = [12_000, 12_000, 24_000, 12_000, 12_000, 24_000].map((clockMs) => ({ clockMs }));
    expect(see(blocks).pace.pauseMs()).to.be.within(12_000, 12_300);
  });

  it('stays fast where blocks come as they like, and before it knows', () => {
    const blocks = [3_000, 17_000, 8_000, 45_000, 1_000].map((clockMs) => ({ clockMs }));
    expect(see(blocks).pace.pauseMs()).to.equal(500);
    expect(see([{ clockMs: 12_000 }]).pace.pauseMs()).to.equal(500);
  });

  it('does not slow down with a clock that is set forward', () => {
    const blocks = Array.from({ length: 6 }, () => ({ clockMs: 3_600_000, sightMs: 100 }));
    expect(see(blocks).pace.pauseMs()).to.be.lessThan(700);
  });

  it('backs off while the chain is away', () => {
    const { pace } = see([]);
    expect([1, 2, 3, 9].map(pace.pauseAfter)).to.deep.equal([1_000, 2_000, 4_000, 15_000]);
  });
});
