import { expect } from 'chai';
import { balance } from '../../../node/gates/route.ts';
import { createRandom } from '../../../node/gates/score.ts';

describe('balance', () => {
  const close = ['1', '2', '3'].map((expertId, i) => ({ expertId, queue: i * 4, capacity: 1 }));
  const shares = (gates: number, inFlight: (id: string) => number) => {
    const random = createRandom(3);
    const counts: Record<string, number> = { 1: 0, 2: 0, 3: 0 };
    for (let i = 0; i < 900; i += 1) counts[balance(close, { random, gates, inFlight })!.expertId]! += 1;
    return counts;
  };

  it('prefers short queues without sending everything to the shortest', () => {
    const counts = shares(1, () => 0);
    expect(counts['1']).to.be.within(400, 800);
    expect(counts['2']).to.be.greaterThan(100);
    expect(counts['3']).to.equal(0);
  });
  it('weighs our own jobs in flight by the number of gates', () => {
    expect(shares(10, (id) => (id === '1' ? 2 : 0))['1']).to.equal(0);
  });
  it('has nothing to choose from nothing', () => {
    expect(balance([], { random: createRandom(1), gates: 1, inFlight: () => 0 })).to.equal(null);
  });
});
