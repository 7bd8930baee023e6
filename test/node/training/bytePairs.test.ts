import { expect } from 'chai';
import { trainBytePairs } from '../../../node/training/bytePairs.ts';

describe('trainBytePairs', () => {
  it('merges the most frequent pair first', () => {
    const { merges, vocabulary } = trainBytePairs('abab abab abac', 260, []);
    expect(merges[0]).to.deep.equal(['a', 'b']);
    expect(vocabulary[256]).to.equal('ab');
  });

  it('never merges across words', () => {
    const { merges } = trainBytePairs('ab cd ab cd ab cd', 300, []);
    expect(merges.map((pair) => pair.join(''))).to.have.members(['ab', 'cd', 'Ġab', 'Ġcd']);
  });

  it('stops when no pair is left twice', () => {
    expect(trainBytePairs('xyz', 300, ['<|end|>']).merges).to.deep.equal([]);
  });

  it('keeps special tokens first', () => {
    expect(trainBytePairs('aa aa', 258, ['<|pad|>', '<|end|>']).vocabulary.slice(0, 2)).to.deep.equal([
      '<|pad|>',
      '<|end|>',
    ]);
  });
});
