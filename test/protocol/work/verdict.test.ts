import { expect } from 'chai';
import { type AuditEvidence, judge } from '../../../protocol/work/verdict.ts';

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

describe('judge', () => {
  it('passes what is the same', () => {
    expect(judge(good).verdict).to.equal('PASS');
  });
  it('fails whatever the node can be held to', () => {
    for (const part of [
      'isInTree',
      'isSigned',
      'isInputTheOrdered',
      'isManifestPublished',
      'isManifestTheReceipts',
    ] as const) {
      expect(judge({ ...good, [part]: false }).verdict).to.equal('FAIL', part);
    }
    expect(judge({ ...good, recomputed: { ...same, outputHash: '0x02' } }).verdict).to.equal('FAIL');
    expect(judge({ ...good, recomputed: { ...same, units: 4n } }).verdict).to.equal('FAIL');
  });
  it('is inconclusive about what is out of reach', () => {
    expect(judge({ ...good, unopened: 'no-consent', isInTree: false })).to.deep.equal({
      verdict: 'INCONCLUSIVE',
      reason: 'no-consent',
    });
    expect(judge({ ...good, recomputed: null }).verdict).to.equal('INCONCLUSIVE');
  });
});
