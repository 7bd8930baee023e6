import { expect } from 'chai';
import fc from 'fast-check';
import { type Hex, numberToHex } from 'viem';
import {
  EMPTY_ROOT,
  LogRangeError,
  MerkleLog,
  verifyConsistency,
  verifyInclusion,
} from '../../../protocol/merkle/tree.ts';

const leaf = (n: number): Hex => numberToHex(n, { size: 4 });
const logOf = (size: number) => new MerkleLog(Array.from({ length: size }, (_, i) => leaf(i)));

describe('MerkleLog', () => {
  it('gives the roots of the certificate-transparency reference vectors', () => {
    const leaves: Hex[] = [
      '0x',
      '0x00',
      '0x10',
      '0x2021',
      '0x3031',
      '0x40414243',
      '0x5051525354555657',
      '0x606162636465666768696a6b6c6d6e6f',
    ];
    const log = new MerkleLog(leaves);
    expect(log.root(0)).to.equal(EMPTY_ROOT);
    expect(log.root(1)).to.equal('0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(log.root(2)).to.equal('0xfac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
    expect(log.root(8)).to.equal('0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('proves every leaf of every size up to 40, and nothing else', () => {
    const log = logOf(40);
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const path = log.inclusion(index, size);
        const root = log.root(size);
        expect(verifyInclusion({ leaf: leaf(index), index, size, path, root })).to.equal(true);
        expect(verifyInclusion({ leaf: leaf(index + 1), index, size, path, root })).to.equal(false);
        expect(verifyInclusion({ leaf: leaf(index), index, size, path: [...path, root], root })).to.equal(false);
      }
    }
  });

  it('proves that each size extends each earlier one', () => {
    const log = logOf(33);
    for (let size = 1; size <= 33; size += 1) {
      for (let from = 0; from <= size; from += 1) {
        const claim = { from, fromRoot: log.root(from), size, root: log.root(size), path: log.consistency(from, size) };
        expect(verifyConsistency(claim), `${from} -> ${size}`).to.equal(true);
        if (from > 0 && from < size) {
          const forged = new MerkleLog(Array.from({ length: size }, (_, i) => leaf(i === from - 1 ? 999 : i)));
          expect(verifyConsistency({ ...claim, root: forged.root(size) })).to.equal(false);
          expect(verifyConsistency({ ...claim, fromRoot: forged.root(from) })).to.equal(false);
        }
      }
    }
  });

  it('agrees with a plain recursive definition on random logs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (size, pick) => {
        const log = logOf(size);
        const index = pick % size;
        return verifyInclusion({ leaf: leaf(index), index, size, path: log.inclusion(index), root: log.root() });
      }),
      { numRuns: 50 },
    );
  });

  it('refuses positions it does not have', () => {
    expect(() => logOf(3).inclusion(3)).to.throw(LogRangeError);
    expect(() => logOf(3).root(4)).to.throw(LogRangeError);
    expect(() => logOf(3).inclusion(0.5)).to.throw(LogRangeError);
  });
});
