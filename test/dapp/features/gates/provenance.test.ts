import { expect } from 'chai';
import { type Alternative, describeAlternative, describeVerdict } from '../../../../dapp/features/gates/provenance.ts';

const expert = { id: '1', kind: 'retrieval', domain: 'oral', operator: 1 };
const said = (output: Alternative['output'], status = 'answered'): Alternative => ({
  expert,
  status,
  output,
  jobId: null,
});

describe('dapp provenance', () => {
  it('says what another expert said', () => {
    expect(describeAlternative(said({ kind: 'generate', text: ' A mill. ' }))).to.equal('A mill.');
    const passages = [
      { deposit: 'a', text: 'one' },
      { deposit: 'b', text: 'two' },
    ];
    expect(describeAlternative(said({ kind: 'retrieve', passages }))).to.equal('one\n\ntwo');
    const labels = [
      { label: 'oral', probability: 0.2 },
      { label: 'lyric', probability: 0.8 },
    ];
    expect(describeAlternative(said({ kind: 'classify', labels }))).to.equal('lyric, 80 % sure');
  });

  it('says why another expert was silent', () => {
    expect(describeAlternative(said(null, 'late'))).to.match(/in time/);
    expect(describeAlternative(said(null, 'failed'))).to.match(/not answer/);
  });

  it('puts verdicts into words', () => {
    expect(describeVerdict('SPLIT')).to.equal('The experts disagree');
  });
});
