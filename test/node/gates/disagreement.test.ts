import { expect } from 'chai';
import { compareLabels, compareTexts, divergence } from '../../../node/gates/disagreement.ts';

const text = (expertId: string, words: string) => ({ expertId, text: words });
const labels = (expertId: string, sacred: number) => ({
  expertId,
  labels: [
    { label: 'sacred', probability: sacred },
    { label: 'technical', probability: 1 - sacred },
  ],
});
const WELL = 'The Brindle common well is eleven metres deep and lined with oak staves.';
const SAME = 'The Brindle common well is eleven metres deep, lined with oak.';
const BREAD = 'Load the bread when the hearth has fallen to two hundred and sixty degrees.';
const LOOM = 'She counted the warp threads aloud until the child slept.';

describe('compareTexts', () => {
  it('calls one opinion AGREED', () => {
    expect(compareTexts([text('1', WELL), text('2', SAME)])).to.deep.equal({
      verdict: 'AGREED',
      value: 0,
      groups: [['1', '2']],
    });
  });
  it('calls a majority with others DISSENT, and says who', () => {
    const { verdict, groups, value } = compareTexts([text('1', BREAD), text('2', WELL), text('3', SAME)]);
    expect(verdict).to.equal('DISSENT');
    expect(groups).to.deep.equal([['2', '3'], ['1']]);
    expect(value).to.be.within(0.1, 0.9);
  });
  it('calls no majority SPLIT', () => {
    const { verdict, value } = compareTexts([text('1', BREAD), text('2', WELL), text('3', LOOM)]);
    expect(verdict).to.equal('SPLIT');
    expect(value).to.equal(1);
  });
  it('calls fewer than two opinions ABSTAIN; silence is no opinion', () => {
    expect(compareTexts([text('1', WELL), text('2', ' ')]).verdict).to.equal('ABSTAIN');
    expect(compareTexts([]).verdict).to.equal('ABSTAIN');
  });
});

describe('compareLabels', () => {
  it('measures agreement by normalised Jensen-Shannon divergence', () => {
    expect(compareLabels([labels('1', 0.9), labels('2', 0.9)])).to.include({ verdict: 'AGREED', value: 0 });
    expect(compareLabels([labels('1', 1), labels('2', 0)])).to.include({ verdict: 'SPLIT', value: 1 });
    const three = compareLabels([labels('1', 0.9), labels('2', 0.8), labels('3', 0.1)]);
    expect(three.verdict).to.equal('DISSENT');
    expect(three.value).to.be.within(0.1, 0.6);
  });
  it('is 0 for equal and 1 for disjoint distributions of any number', () => {
    expect(
      divergence([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
    ).to.equal(0);
    expect(
      divergence([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).to.be.closeTo(1, 1e-12);
  });
});
