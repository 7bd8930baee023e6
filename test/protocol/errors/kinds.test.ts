import { expect } from 'chai';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { exitCodeOf, statusOf } from '../../../protocol/errors/kinds.ts';

class LostError extends BaseError {
  override readonly name = 'LostError';
  override readonly kind = 'missing';
}

class PlainError extends BaseError {
  override readonly name = 'PlainError';
}

describe('error kinds', () => {
  it('give the status and the exit code of a class', () => {
    const lost = new LostError('It is not here.');
    expect([statusOf(lost), exitCodeOf(lost)]).to.deep.equal([404, 1]);
  });

  it('call whatever says nothing of itself our own fault', () => {
    for (const error of [new PlainError('x'), new TypeError('x'), 'x', null]) {
      expect([statusOf(error), exitCodeOf(error)]).to.deep.equal([500, 1]);
    }
  });
});

describe('BaseError', () => {
  const inner = new LostError('It is not here.');
  const outer = new PlainError('That failed.', { cause: new Error('between', { cause: inner }) });

  it('finds the cause of a class', () => {
    expect(outer.walk((error) => error instanceof LostError)).to.equal(inner);
    expect(outer.walk((error) => error instanceof PlainError)).to.equal(outer);
    expect(outer.walk((error) => error instanceof RangeError)).to.equal(null);
  });

  it('gives the innermost cause when it is asked for none', () => {
    expect(outer.walk()).to.equal(inner);
  });
});
