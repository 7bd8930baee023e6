import { expect } from 'chai';
import { titleOf } from '../../indexer/api/resolvers/governance.ts';

describe('the title of a proposal', () => {
  it('is its first line, without the signs around it', () => {
    const mark = `#proposer=0x${'aB'.repeat(20)}`;
    expect(titleOf(`# More lyric\r\n\r\nWhy not.${mark}`)).to.equal('More lyric');
    expect(titleOf(`More lyric${mark}`)).to.equal('More lyric');
    expect(titleOf(mark)).to.equal('');
  });
});
