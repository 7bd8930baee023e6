import { expect } from 'chai';
import { fromHalfBits, toHalfBits } from '../../../../node/models/onnx/float16.ts';

describe('float16', () => {
  it('gives back every half-precision number', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalfBits(bits);
      if (Number.isNaN(value)) expect(fromHalfBits(toHalfBits(value))).to.be.NaN;
      else expect(toHalfBits(value), `bits ${bits}`).to.equal(bits);
    }
  });

  it('rounds to the nearest, and halves to the even', () => {
    expect(fromHalfBits(toHalfBits(1 + 2 ** -11))).to.equal(1);
    expect(fromHalfBits(toHalfBits(1 + 3 * 2 ** -11))).to.equal(1 + 2 ** -9);
    expect(fromHalfBits(toHalfBits(1 + 2 ** -11 + 2 ** -20))).to.equal(1 + 2 ** -10);
  });

  it('turns what is too large into infinity', () => {
    expect(fromHalfBits(toHalfBits(65520))).to.equal(Number.POSITIVE_INFINITY);
    expect(fromHalfBits(toHalfBits(-1e9))).to.equal(Number.NEGATIVE_INFINITY);
    expect(fromHalfBits(toHalfBits(65519))).to.equal(65504);
  });
});
