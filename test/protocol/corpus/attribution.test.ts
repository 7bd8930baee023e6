import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import fc from 'fast-check';
import { attribute, proveShare } from '../../../protocol/corpus/attribution.ts';
import { account } from './fixtures.ts';

const row = (id: string, length: number) => ({ id, start: 0, length, epoch: 0 });

describe('attribute', () => {
  it('takes the square root inside a register and the bytes between registers', () => {
    const sources = new Map([
      ['a', { register: 'lyric', contributor: account('ana'), identity: 1 }],
      ['b', { register: 'lyric', contributor: account('bako'), identity: 0 }],
      ['c', { register: 'oral', contributor: account('bako'), identity: 0 }],
    ]);
    const { shares } = attribute([row('a', 400), row('b', 100), row('c', 300), row('c', 200)], sources);
    const byBytes = Object.fromEntries(shares.map((it) => [it.bytes, it.shareBp]));
    expect(byBytes).to.deep.equal({ 400: 3_333, 600: 6_667 });
  });

  it('adds up to 10,000 and gives everyone a proof that stands alone, for any list', () => {
    const rows = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 5_000 })), { minLength: 1, maxLength: 80 });
    const sources = new Map(
      Array.from({ length: 41 }, (_, i) => [
        `${i}`,
        { register: ['lyric', 'oral', 'other'][i % 3] as string, contributor: account(`${i % 11}`), identity: i % 11 },
      ]),
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const list = drawn.map(([id, bytes]) => row(`${id}`, bytes));
        const { shares, root } = attribute(list, sources);
        expect(attribute(list.toReversed(), sources).root).to.equal(root);
        expect(shares.reduce((sum, it) => sum + it.shareBp, 0)).to.equal(10_000);
        for (const { identity, shareBp } of shares.filter((it) => it.identity > 0 && it.shareBp > 0)) {
          const proof = proveShare(shares, identity) ?? [];
          const leaf: [bigint, number] = [BigInt(identity), shareBp];
          expect(StandardMerkleTree.verify(root, ['uint256', 'uint16'], leaf, proof)).to.equal(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes the square root over an identity, whatever accounts it deposited with', () => {
    const sources = new Map([
      ['a', { register: 'lyric', contributor: account('ana'), identity: 1 }],
      ['b', { register: 'lyric', contributor: account('other ana'), identity: 1 }],
      ['c', { register: 'lyric', contributor: account('bako'), identity: 2 }],
    ]);
    const { shares } = attribute([row('a', 200), row('b', 200), row('c', 100)], sources);
    expect(shares.map(({ identity, shareBp }) => [identity, shareBp])).to.deep.equal([
      [1, 6_667],
      [2, 3_333],
    ]);
  });

  it('gives who has no identity a share that nobody can claim', () => {
    const sources = new Map([['a', { register: 'lyric', contributor: account('ana'), identity: 0 }]]);
    const { shares, root } = attribute([row('a', 1)], sources);
    expect(shares[0]?.shareBp).to.equal(10_000);
    expect(proveShare(shares, 0)).to.equal(null);
    expect(root).to.not.equal(undefined);
  });

  it('gives a lone contributor everything', () => {
    const sources = new Map([['a', { register: 'lyric', contributor: account('ana'), identity: 1 }]]);
    expect(attribute([row('a', 1)], sources).shares.map((it) => it.shareBp)).to.deep.equal([10_000]);
  });
});
