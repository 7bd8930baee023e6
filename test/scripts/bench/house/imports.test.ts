import { expect } from 'chai';
import { findCircles, readImports } from '../../../../scripts/bench/house/imports.ts';

const tree = readImports(
  new Map([
    ['client/deposit.ts', "import { a } from './sign.ts';\nimport type { B } from './types.ts';\n"],
    ['client/sign.ts', "import { type C, type D } from './types.ts';\nexport { e } from '../protocol/work/e.ts';\n"],
    ['client/types.ts', "import 'viem';\n"],
    ['protocol/work/e.ts', "const later = () => import('../../node/late.ts');\n"],
    ['node/late.ts', 'export const late = 1;\n'],
  ]),
);

describe('readImports', () => {
  it('tells what is imported at run time from what only gives types, and resolves both', () => {
    expect(tree.get('client/deposit.ts')).to.deep.include({ values: ['client/sign.ts'], types: ['client/types.ts'] });
    expect(tree.get('client/sign.ts')).to.deep.include({ values: ['protocol/work/e.ts'], types: ['client/types.ts'] });
    expect(tree.get('client/types.ts')?.values).to.deep.equal([]);
  });

  it('counts an import that happens later', () => {
    expect(tree.get('protocol/work/e.ts')?.values).to.deep.equal(['node/late.ts']);
  });
});

describe('findCircles', () => {
  it('finds each group that leads back to itself, and no other', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(findCircles(graph)).to.deep.equal([['a', 'b', 'c']]);
    expect(
      findCircles(
        new Map([
          ['a', ['b']],
          ['b', []],
        ]),
      ),
    ).to.deep.equal([]);
  });
});
