import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { number, parseAccount, parseDuration, parseMoment, several } from '../../../scripts/commands/words.ts';

describe('words of a command', () => {
  it('reads lengths of time', () => {
    expect(['30d', '12h', '5m', '90s'].map(parseDuration)).to.deep.equal([2_592_000n, 43_200n, 300n, 90n]);
    for (const wrong of ['30', 'd', '1w', '-1d', '']) expect(() => parseDuration(wrong)).to.throw(InvalidArgumentError);
  });

  it('reads moments', () => {
    expect(parseMoment('2027-03-01T00:00:00Z')).to.equal(1_803_859_200n);
    for (const wrong of ['tomorrow', '5', '2027-13-01'])
      expect(() => parseMoment(wrong)).to.throw(InvalidArgumentError);
  });

  it('reads accounts whatever their case, and gives their checked spelling', () => {
    const spelt = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
    expect(parseAccount(spelt.toLowerCase())).to.equal(spelt);
    expect(() => parseAccount('0x7099')).to.throw(InvalidArgumentError);
  });

  it('gathers several of a kind', () => {
    const { name, parse } = several(number('<identities>', 'numbers'));
    expect(name).to.equal('<identities...>');
    expect(parse('2', parse('1'))).to.deep.equal([1n, 2n]);
  });
});
