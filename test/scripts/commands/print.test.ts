import { expect } from 'chai';
import { plain, toLines } from '../../../scripts/commands/commons.ts';

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
});
