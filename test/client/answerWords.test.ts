import { expect } from 'chai';
import { describeAlternative, describeVerdict } from '../../client/answerWords.ts';
import type { Alternative } from '../../protocol/http/answerRecord.ts';

const account = `0x${'11'.repeat(20)}` as const;
const expert = { id: '1', kind: 'retrieval', domain: 'oral', operator: 1, account };
const said = (output: Alternative['output'], status: Alternative['status'] = 'answered'): Alternative => ({
  expert,
  status,
  output,
  jobId: null,
});

describe('words about an answer', () => {
  it('says what another expert said', () => {
    expect(
      describeAlternative(said({ kind: 'generate', text: ' A mill. ', tokens: [], promptTokens: 1, finish: 'stop' })),
    ).to.equal('A mill.');
    const passages = [
      { deposit: 'a', text: 'one', start: 0, end: 3, score: 1 },
      { deposit: 'b', text: 'two', start: 0, end: 3, score: 1 },
    ];
    expect(describeAlternative(said({ kind: 'retrieve', text: '', passages, withheld: [] }))).to.equal('one\n\ntwo');
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
