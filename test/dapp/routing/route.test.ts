import { expect } from 'chai';
import { parseRoute, SCREENS, toHref } from '../../../dapp/routing/route.ts';

describe('dapp routes', () => {
  it('leads every link back to its screen', () => {
    for (const { path } of SCREENS) expect(parseRoute(toHref(path))).to.equal(path);
  });

  it('opens the overview for anything unknown', () => {
    expect(['', '#', '#/nowhere', '#/../x'].map(parseRoute)).to.deep.equal(Array(4).fill('overview'));
  });
});
