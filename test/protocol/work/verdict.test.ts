import { expect } from 'chai';
import { type AuditEvidence, judgeReceipt } from '../../../protocol/work/verdict.ts';

const same = { outputHash: '0x01', units: 3n } as const;
const good: AuditEvidence = {
  refused: null,
  unopened: null,
  isSigned: true,
  isOrdered: true,
  isManifestPublished: true,
  isManifestTheReceipts: true,
  claimed: same,
  recomputed: same,
};

describe('judgeReceipt', () => {
  it('passes what is the same', () => {
    expect(judgeReceipt(good).verdict).to.equal('PASS');
  });
  it('fails whatever the node can be held to', () => {
    for (const part of ['isSigned', 'isOrdered', 'isManifestPublished', 'isManifestTheReceipts'] as const) {
      expect(judgeReceipt({ ...good, [part]: false }).verdict).to.equal('FAIL', part);
    }
    expect(judgeReceipt({ ...good, recomputed: { ...same, outputHash: '0x02' } }).verdict).to.equal('FAIL');
    expect(judgeReceipt({ ...good, recomputed: { ...same, units: 4n } }).verdict).to.equal('FAIL');
  });
  it('is inconclusive about what is out of reach', () => {
    expect(judgeReceipt({ ...good, unopened: 'nobody opens it', recomputed: null })).to.deep.equal({
      verdict: 'INCONCLUSIVE',
      reason: 'nobody opens it',
    });
    expect(judgeReceipt({ ...good, recomputed: null }).verdict).to.equal('INCONCLUSIVE');
  });
  it('fails who does not open what it has to, and papers that are false though nobody opens the job', () => {
    expect(judgeReceipt({ ...good, refused: 'unknown', unopened: 'nobody opens it' })).to.deep.equal({
      verdict: 'FAIL',
      reason: 'its node does not open it: unknown',
    });
    expect(judgeReceipt({ ...good, unopened: 'nobody opens it', isOrdered: false }).verdict).to.equal('FAIL');
  });
});
