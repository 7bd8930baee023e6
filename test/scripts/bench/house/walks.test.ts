import { expect } from 'chai';
import { readImports } from '../../../../scripts/bench/house/imports.ts';
import { filesOn } from '../../../../scripts/bench/house/walks.ts';

const tree = readImports(
  new Map([
    [
      'client/deposit.ts',
      `import { open } from './open.ts';
import { type Signer, sign as signWith } from './sign.ts';
import { withdraw } from './withdraw.ts';

// withdraw() is for later.
export async function deposit(signer: Signer) {
  const { sign } = open({ withdraw: 'withdraw' }).withdraw;
  return signWith(sign, later);
}

const later = () => import('../protocol/late.ts');

export function undo() {
  return withdraw();
}
`,
    ],
    ['client/sign.ts', "import { a } from '../node/a.ts';\nexport type Signer = 1;\nexport const sign = () => a;\n"],
    ['client/open.ts', "import { ask } from './ask.ts';\nexport const open = () => ask;\n"],
    ['client/ask.ts', 'export const ask = 1;\n'],
    ['client/withdraw.ts', 'export const withdraw = () => 1;\n'],
    ['protocol/late.ts', 'export const late = 1;\n'],
    ['node/a.ts', 'export const a = 1;\n'],
  ]),
);
const rooms = ['client/', 'protocol/'];

describe('filesOn', () => {
  const walk = (...legs: Parameters<typeof filesOn>[0]['legs']) => [...filesOn({ legs }, tree)].sort();

  it('follows what a function uses, through its rooms and no further', () => {
    expect(walk({ from: ['client/deposit.ts#deposit'], rooms })).to.deep.equal([
      'client/ask.ts',
      'client/deposit.ts',
      'client/open.ts',
      'client/sign.ts',
      'protocol/late.ts',
    ]);
  });

  it('follows a whole file where no function is named', () => {
    expect(walk({ from: ['client/deposit.ts'], rooms })).to.include('client/withdraw.ts');
  });

  it('passes a file that only lists others', () => {
    const files = walk({ from: ['client/deposit.ts#deposit'], rooms, through: ['client/open.ts'] });
    expect(files).to.include('client/open.ts').and.not.include('client/ask.ts');
  });

  it('refuses a door that is not there, so that no walk shrinks by a rename', () => {
    expect(() => walk({ from: ['client/gone.ts'], rooms })).to.throw('not there');
    expect(() => walk({ from: ['client/deposit.ts#gone'], rooms })).to.throw('not there');
  });
});
