import { expect } from 'chai';
import fc from 'fast-check';
import { bounds, findFault, type Limits, moveShare, WHOLE } from '../../../../dapp/features/governance/mixture.ts';

const limits: Limits = { floor: 300, cap: 4000, maxStep: 1000 };
const current = [1500, 1250, 1250, 1250, 1250, 1250, 1250, 1000];
const sum = (shares: readonly number[]) => shares.reduce((total, share) => total + share, 0);

describe('dapp mixture', () => {
  describe('moveShare', () => {
    it('gives one share what it asks and takes it from the others', () => {
      const moved = moveShare({ shares: current, current, limits, index: 0, value: 2000 });
      expect(moved[0]).to.equal(2000);
      expect(sum(moved)).to.equal(WHOLE);
      expect(moved.slice(1).every((share, i) => share < (current[i + 1] ?? 0))).to.equal(true);
    });

    it('stops at the largest step', () => {
      expect(moveShare({ shares: current, current, limits, index: 0, value: 9000 })[0]).to.equal(2500);
    });

    it('changes nothing when asked for the same', () => {
      expect(moveShare({ shares: current, current, limits, index: 3, value: 1250 })).to.deep.equal(current);
    });

    it('keeps the sum whole and every limit, whatever is moved', () => {
      const moves = fc.array(fc.record({ index: fc.nat(7), value: fc.integer({ min: -500, max: 12_000 }) }), {
        maxLength: 30,
      });
      fc.assert(
        fc.property(moves, (list) => {
          let shares: readonly number[] = current;
          for (const { index, value } of list) shares = moveShare({ shares, current, limits, index, value });
          const inside = shares.every((share, i) => {
            const [lowest, highest] = bounds(current[i] ?? 0, limits);
            return Number.isInteger(share) && share >= lowest && share <= highest;
          });
          return sum(shares) === WHOLE && inside;
        }),
      );
    });
  });

  describe('findFault', () => {
    it('accepts a changed mixture within the limits', () => {
      expect(
        findFault(moveShare({ shares: current, current, limits, index: 0, value: 1800 }), current, limits),
      ).to.equal(null);
    });

    it('refuses the mixture in force, a wrong sum and a broken limit', () => {
      expect(findFault(current, current, limits)).to.match(/changed/);
      expect(findFault([...current.slice(1), 999], current, limits)).to.match(/sum/);
      expect(findFault([2600, 1093, 1093, 1093, 1093, 1093, 1093, 842], current, limits)).to.match(/limits/);
    });
  });
});
