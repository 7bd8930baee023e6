import { expect } from 'chai';
import { logProbability, sampleToken } from '../../../node/runtime/decodeLoop.ts';

const logits = Float32Array.of(Math.log(0.5), Math.log(0.3), Math.log(0.2));

describe('sampleToken', () => {
  it('takes the most likely token at temperature 0, the first among equals', () => {
    expect(sampleToken(Float32Array.of(1, 3, 3, 2), { temperature: 0, seed: 1, position: 0 })).to.equal(1);
  });

  it('draws tokens as often as they are likely', () => {
    const draws = 20_000;
    for (const vary of ['seed', 'position'] as const) {
      const counts = [0, 0, 0];
      for (let index = 0; index < draws; index++) {
        const token = sampleToken(logits, { temperature: 1, seed: 1, position: 1, [vary]: index });
        counts[token] = counts[token]! + 1;
      }
      expect(counts[0]! / draws).to.be.closeTo(0.5, 0.015);
      expect(counts[1]! / draws).to.be.closeTo(0.3, 0.015);
    }
  });

  it('can be repeated from its rule', () => {
    const rule = { temperature: 0.8, seed: 77, position: 12 };
    expect(sampleToken(logits, rule)).to.equal(sampleToken(logits.slice(), { ...rule }));
  });
});

describe('logProbability', () => {
  it('is the logarithm of the softmax, even for large logits', () => {
    expect(logProbability(logits, 1)).to.be.closeTo(Math.log(0.3), 1e-6);
    expect(
      logProbability(
        logits.map((value) => value + 500),
        1,
      ),
    ).to.be.closeTo(Math.log(0.3), 1e-4);
  });
});
