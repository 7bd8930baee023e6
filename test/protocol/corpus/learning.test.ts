import { expect } from 'chai';
import { sha256 } from 'viem';
import { drawOrder, namedIn } from '../../../protocol/corpus/learning.ts';

const LOT = sha256('0x07');

describe('order of a lot', () => {
  it('lets a panel see together all that its seats can see', () => {
    for (const [count, of, most] of [
      [8, 7, 2],
      [16, 7, 3],
      [16, 21, 1],
      [5, 3, 2],
    ] as const) {
      const seen = new Set(
        Array.from({ length: of }, (_, index) => drawOrder(LOT, count, { seat: { index, of } }).slice(0, most)).flat(),
      );
      expect(seen.size, `${count} by ${of} x ${most}`).to.equal(Math.min(count, of * most));
    }
  });

  it('is another for each lot, and puts what is questioned first for every seat', () => {
    expect(drawOrder(LOT, 16)).to.not.deep.equal(drawOrder(sha256('0x08'), 16));
    for (let index = 0; index < 7; index++) {
      const order = drawOrder(LOT, 16, { seat: { index, of: 7 }, isFirst: (i) => i === 5 });
      expect(order[0]).to.equal(5);
      expect([...order].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 16 }, (_, i) => i));
    }
  });
});

describe('what words name', () => {
  it('is the first thing of each, whole', () => {
    const names = ['to 1', 'to 10', 'to 20', 'sub:a', 'sub:b'];
    const named = (...words: string[]) => [...namedIn(words, names)];
    expect(named('training from step 1 to 10: 0x01 was expected, not 0x02', 'to 20 to 10 to 1')).to.deep.equal([
      'to 10',
      'to 20',
    ]);
    expect(named('reason to leave out sub:b: sub:b repeats sub:a', 'sub:ab', '')).to.deep.equal(['sub:b']);
    expect([...namedIn(undefined, names)]).to.deep.equal([]);
  });
});
