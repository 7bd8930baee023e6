import { expect } from 'chai';
import { type AuditEvidence, judgeReceipt } from '../../../protocol/work/verdict.ts';

const same = { outputHash: '0x01', units: 3n } as const;
const good: AuditEvidence = {
  unopened: null,
  isInTree: true,
  isSigned: true,
  isInputTheOrdered: true,
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
    for (const part of [
      'isInTree',
      'isSigned',
      'isInputTheOrdered',
      'isManifestPublished',
      'isManifestTheReceipts',
    ] as const) {
      expect(judgeReceipt({ ...good, [part]: false }).verdict).to.equal('FAIL', part);
    }
    expect(judgeReceipt({ ...good, recomputed: { ...same, outputHash: '0x02' } }).verdict).to.equal('FAIL');
    expect(judgeReceipt({ ...good, recomputed: { ...same, units: 4n } }).verdict).to.equal('FAIL');
  });
  it('is inconclusive about what is out of reach', () => {
    expect(judgeReceipt({ ...good, unopened: 'no-consent', isInTree: false })).to.deep.equal({
      verdict: 'INCONCLUSIVE',
      reason: 'no-consent',
    });
    expect(judgeReceipt({ ...good, recomputed: null }).verdict).to.equal('INCONCLUSIVE');
  });
});
