import { expect } from 'chai';
import { DifferenceError, writeReport } from '../../../audit/report.ts';
import { describeAudit } from '../../../scripts/commands/describeAudit.ts';

const DIGEST = `0x${'ab'.repeat(32)}`;

describe('an audit in a terminal', () => {
  it('says of each check in a line whether it holds and what was found, and the verdict last', async () => {
    const report = await writeReport(async ({ note, skip, expectEqual }) => {
      expectEqual('seed', { expected: DIGEST, found: DIGEST });
      note('consent from seed to adapter', 'allows 69 deposits read; 2 left out');
      skip('training', 'not done again: --replay does');
      return 'the list and the card agree; weights and losses were not recomputed';
    });
    expect(describeAudit(report).split('\n')).to.deep.equal([
      'ok           seed                              0xabababab\u2026abababab',
      'ok           consent from seed to adapter      allows 69 deposits read; 2 left',
      '                                               out',
      'not checked  training                          not done again: --replay does',
      '',
      '2 of 3 ok. It holds, as far as it was checked: the list and the card agree;',
      'weights and losses were not recomputed.',
    ]);
  });

  it('shows the place of a lie with what should stand there, whole', async () => {
    const report = await writeReport(async ({ note }) => {
      note('seed', DIGEST);
      throw new DifferenceError('row 12 of the batch list', DIGEST, 'null');
    });
    expect(report.checks[1]).to.include({ ok: false, expected: DIGEST, found: 'null' });
    expect(describeAudit(report).split('\n').slice(1)).to.deep.equal([
      'FAIL         row 12 of the batch list',
      `             should be: ${DIGEST}`,
      '             is:        null',
      '',
      '1 of 2 ok. It is NOT confirmed. Place: row 12 of the batch list. Nothing after',
      'it was checked.',
    ]);
  });

  it('puts other failures into words, in which nobody else moves the cursor', async () => {
    class UnsignedDepositError extends Error {
      override readonly name = 'UnsignedDepositError';
    }
    const report = await writeReport(async () => {
      throw new UnsignedDepositError('Deposit sub:x is \u001b[2Jsigned by nobody.');
    });
    const text = describeAudit(report);
    expect(text).to.match(/^FAIL {9}unsigned deposit\n {13}Deposit sub:x is \[2Jsigned by nobody\.\n/);
    expect(text).to.not.include('\u001b');
  });

  it('has no line that somebody else wrote', async () => {
    const report = await writeReport(async () => {
      throw new DifferenceError('card', 'a', 'a\nok           seed\n\n9 of 9 ok.');
    });
    expect(describeAudit(report).split('\n')[2]).to.equal('             is:        a ok           seed  9 of 9 ok.');
  });
});
