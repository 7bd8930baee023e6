import { expect } from 'chai';
import { plain, plainJson } from '../../../protocol/plain.ts';
import { toLines } from '../../../scripts/commands/commons.ts';

describe('what a command prints for people', () => {
  it('has a line for each value, and what a value holds below it', () => {
    const result = {
      id: 7n,
      active: true,
      until: 1_803_859_200,
      lentUntil: 0,
      tombstone: null,
      cases: [],
      releases: [
        { requester: '0x01', at: 1_803_859_200n },
        { requester: '0x02', at: 0n },
      ],
      pins: ['north', 'south'],
      head: { size: 3, path: ['0xaa'] },
    };
    expect(toLines(result)).to.deep.equal([
      'id: 7',
      'active: yes',
      'until: 2027-03-01 00:00 UTC',
      'lentUntil: none',
      'tombstone: none',
      'cases: none',
      'releases:',
      '  - requester: 0x01',
      '    at: 2027-03-01 00:00 UTC',
      '  - requester: 0x02',
      '    at: none',
      'pins:',
      '  - north',
      '  - south',
      'head:',
      '  size: 3',
      '  path:',
      '    - 0xaa',
    ]);
  });

  it('lets nobody else move the cursor or turn the direction of a line', () => {
    expect(plain('a\u001b[2Jb\u202ec\nd\te')).to.equal('a[2Jbc\nd\te');
  });

  it('writes JSON that says the same and acts on no terminal', () => {
    const value = { reason: 'a\u009b2Jb\u202ec\u007f\u001b[0m' };
    const json = plainJson(JSON.stringify(value));
    expect(json).to.match(/^[ -~]*$/);
    expect(JSON.parse(json)).to.deep.equal(value);
  });

  it('shows no line of somebody else as a value of its own', () => {
    expect(toLines({ label: 'x\nactive: yes', list: ['y\n  - z'] })).to.deep.equal([
      'label: x',
      '  | active: yes',
      'list:',
      '  - y',
      '    |   - z',
    ]);
  });
});
