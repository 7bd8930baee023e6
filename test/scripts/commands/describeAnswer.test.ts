import { expect } from 'chai';
import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
import { describeAnswer } from '../../../scripts/commands/describeAnswer.ts';
import { ACCOUNT, HASH, RECORD } from '../../client/fixtures.ts';

const ID = `sub:b${'a'.repeat(58)}`;
const expert = (id: string, domain: string) =>
  ({ id, kind: 'decoder', domain, operator: 4, account: ACCOUNT }) as const;
const generated = (text: string) => ({
  kind: 'generate' as const,
  text,
  tokens: [],
  promptTokens: 1,
  finish: 'stop' as const,
});

const record: AnswerRecord = {
  ...structuredClone(RECORD),
  expert: expert('3', 'oral'),
  receipts: [{ ...RECORD.receipts[0] }],
  deposits: [
    { deposit: ID, start: 0, end: 9, score: 1, expert: '3' },
    { deposit: ID, start: 9, end: 19, score: 1, expert: '3' },
  ],
  alternatives: [
    { expert: expert('1', 'lyric'), status: 'answered', output: generated('The same.'), jobId: HASH },
    {
      expert: expert('2', 'general'),
      status: 'answered',
      output: generated(`A mill.\n${'x'.repeat(99)}`),
      jobId: HASH,
    },
    { expert: expert('5', 'other'), status: 'late', output: null, jobId: null },
  ],
  disagreement: { verdict: 'DISSENT', value: 0.3, groups: [['1', '3'], ['2']] },
  failovers: [{ expert: '9', reason: 'closed', afterTokens: 0 }],
};

describe('where an answer came from, in a terminal', () => {
  it('says of each expert in a line whether it agreed, on what, and names the receipt last', () => {
    const lines = describeAnswer(record).split('\n');
    expect(lines).to.deep.equal([
      'Most experts agree; some do not.',
      'answered   decoder expert 3, oral (operator 4)',
      `           ${ID}`,
      'agreed     decoder expert 1, lyric (operator 4)',
      `otherwise  decoder expert 2, general (operator 4): A mill. ${'x'.repeat(20)}\u2026`,
      'silent     decoder expert 5, other (operator 4): Had not answered in time.',
      'failed     expert 9: closed',
      `receipt    ${HASH}`,
    ]);
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(80);
  });

  it('names a receipt wherever an expert gave one, and says so where none did', () => {
    const receipts: AnswerRecord['receipts'] = [];
    expect(describeAnswer({ ...record, receipts })).to.match(/\nreceipt {4}none$/);
  });

  it('has no line that a gate wrote', () => {
    const deposits = [{ ...record.deposits[0], deposit: `${ID}\nagreed     everybody` }] as AnswerRecord['deposits'];
    const text = describeAnswer({ ...record, deposits });
    expect(text).to.include(`\n           ${ID} agreed everybody\n`);
  });
});
