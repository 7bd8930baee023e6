import { expect } from 'chai';
import { createBreaker } from '../../../node/gates/breaker.ts';

describe('createBreaker', () => {
  let now = 0;
  const create = () => {
    now = 0;
    return createBreaker({ now: () => now });
  };

  it('opens after three failures in a row, even for the only expert', () => {
    const breaker = create();
    breaker.failed('1', 'slow');
    breaker.failed('1', 'slow');
    expect(breaker.mayAsk('1')).to.equal(true);
    breaker.failed('1', 'slow');
    expect(breaker.mayAsk('1')).to.equal(false);
    expect(breaker.mayAsk('2')).to.equal(true);
  });

  it('lets one probe through after a pause, doubles the pause, and closes on success', () => {
    const breaker = create();
    for (let i = 0; i < 3; i += 1) breaker.failed('1', 'failed');
    now = 5_001;
    expect(breaker.mayAsk('1')).to.equal(true);
    breaker.asked('1');
    expect(breaker.mayAsk('1')).to.equal(false, 'one probe at a time');
    breaker.failed('1', 'failed');
    now += 5_001;
    expect(breaker.mayAsk('1')).to.equal(false);
    now += 5_001;
    expect(breaker.mayAsk('1')).to.equal(true);
    breaker.succeeded('1');
    expect(breaker.mayAsk('1')).to.equal(true);
  });

  it('opens when more than half of twenty failed, though never three in a row', () => {
    const breaker = create();
    for (let i = 0; i < 21; i += 1) {
      if (i % 3 === 2) breaker.succeeded('1');
      else breaker.failed('1', 'failed');
    }
    breaker.failed('1', 'failed');
    expect(breaker.mayAsk('1')).to.equal(false);
  });

  it('does not mix classes of error', () => {
    const breaker = create();
    breaker.failed('1', 'slow');
    breaker.failed('1', 'failed');
    breaker.failed('1', 'busy');
    expect(breaker.mayAsk('1')).to.equal(true);
  });

  it('closes the door on a liar at once', () => {
    const breaker = create();
    breaker.failed('1', 'lying');
    now = 59_000;
    expect(breaker.mayAsk('1')).to.equal(false);
    expect(breaker.counts()).to.deep.equal({ lying: 1 });
  });
});
