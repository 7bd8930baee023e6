import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import { auditRate, selectAudits } from '../../../protocol/work/auditSelection.ts';

const seedOf = (n: number) => keccak256(toHex(`seed ${n}`));

describe('selectAudits', () => {
  it('audits all of the first ten jobs', () => {
    const history = { jobs: 6, good: 6 };
    const { selected } = selectAudits({ seed: seedOf(1), count: 30, history });
    expect(selected).to.include.members([0, 1, 2, 3]);
    expect(selectAudits({ seed: seedOf(1), count: 10, history: { jobs: 0, good: 0 } }).selected).to.have.length(10);
  });
  it('audits less the more went well, never below the least rate, and all again after a failure', () => {
    expect(auditRate({ good: 0 })).to.equal(1);
    expect(auditRate({ good: 100 })).to.equal(0.1);
    expect(auditRate({ good: 10 ** 9 })).to.equal(0.02);
  });
  it('takes the share that the rate says', () => {
    const { selected } = selectAudits({ seed: seedOf(2), count: 5_000, history: { jobs: 100, good: 100 } });
    expect(selected.length).to.be.within(400, 600);
  });
  it('takes at least one, and depends on the seed alone', () => {
    const history = { jobs: 10 ** 6, good: 10 ** 6 };
    const pick = (n: number) => selectAudits({ seed: seedOf(n), count: 3, history });
    for (let n = 0; n < 40; n += 1) expect(pick(n).selected).to.have.length.at.least(1);
    expect(pick(4)).to.deep.equal(pick(4));
    expect(new Set(Array.from({ length: 40 }, (_, n) => pick(n).order.join())).size).to.equal(6);
  });
});
