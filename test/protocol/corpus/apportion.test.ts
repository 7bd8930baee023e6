import { expect } from 'chai';
import fc from 'fast-check';
import { apportion } from '../../../protocol/corpus/apportion.ts';

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
const amount = fc.bigInt({ min: 0n, max: 1_000_000n });

describe('apportion', () => {
  it('gives left-over units to the largest remainders, ties to the earlier party', () => {
    expect(apportion({ total: 10n, weights: [1n, 1n, 1n] })).to.deep.equal([4n, 3n, 3n]);
    expect(apportion({ total: 10_000n, weights: [1n, 2n] })).to.deep.equal([3333n, 6667n]);
  });

  it('moves what a party cannot take to the others in proportion', () => {
    const parts = apportion({ total: 100n, weights: [50n, 30n, 20n], capacities: [10n, 1000n, 1000n] });
    expect(parts).to.deep.equal([10n, 54n, 36n]);
  });

  it('adds up to the total or to what fits, never above a capacity, for any input', () => {
    const party = fc.record({ weight: fc.bigInt({ min: 0n, max: 10_000n }), capacity: amount });
    fc.assert(
      fc.property(amount, fc.array(party, { maxLength: 12 }), (total, parties) => {
        const weights = parties.map((each) => each.weight);
        const capacities = parties.map((each) => each.capacity);
        const parts = apportion({ total, weights, capacities });
        const room = sum(capacities.filter((_, i) => (weights[i] ?? 0n) > 0n));
        // biome-ignore lint/complexity/useMathMinMax: these are bigints
        expect(sum(parts)).to.equal(total < room ? total : room);
        parts.forEach((part, i) => {
          expect(part >= 0n && part <= (capacities[i] ?? 0n)).to.equal(true);
          if (weights[i] === 0n) expect(part).to.equal(0n);
        });
      }),
      { numRuns: 500 },
    );
  });
});
