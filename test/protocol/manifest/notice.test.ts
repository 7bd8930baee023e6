import { expect } from 'chai';
import { sha256 } from 'viem';
import { consentNotice, consentTerms, noticeDigest, termsOf } from '../../../protocol/manifest/notice.ts';
import { RIGHTS } from '../../../protocol/manifest/rights.ts';
import { PERMISSIONS, TIERS } from '../../../protocol/manifest/tier.ts';

describe('consent notice', () => {
  it('says what stays for ever, who reads the text and holds the key, and how to take it back', () => {
    for (const tier of TIERS) {
      const notice = consentNotice(tier);
      expect(notice).to.include(PERMISSIONS[tier].words);
      expect(notice).to.match(/account.*size.*label.*stay in a public log for ever/);
      expect(notice).to.match(/node that takes the text reads it, keeps its key/);
      expect(notice).to.include('tilth deposit tier').and.include('tilth deposit withdraw');
    }
  });

  it('says whose signature counts, and keeps the words of those who signed before it did', () => {
    const terms = consentTerms('public');
    const before = terms.filter(
      (it) => !/^Only the key of my account signs .*ERC-1271.* session .* signs nothing\.$/.test(it),
    );
    expect(before).to.have.length(terms.length - 1);
    expect(termsOf(sha256(new TextEncoder().encode(before.join('\n'))))).to.deep.equal(before);
  });

  it('warns that a model may repeat the text and cannot be untrained, wherever training is allowed', () => {
    for (const tier of TIERS) {
      const warns = /may repeat parts of it, and training cannot be undone/.test(consentNotice(tier));
      expect(warns, tier).to.equal(PERMISSIONS[tier].training);
    }
    expect(PERMISSIONS['training-only'].words, 'no promise that a model cannot keep').to.not.match(/never shown/);
  });

  it('shows each statement of rights, so that none is made in silence', () => {
    for (const [, words] of RIGHTS) expect(consentTerms('public')).to.include(words);
  });

  it('has one digest for each tier, which leads back to its sentences', () => {
    expect(new Set(TIERS.map(noticeDigest)).size).to.equal(TIERS.length);
    for (const tier of TIERS) expect(termsOf(noticeDigest(tier))).to.deep.equal(consentTerms(tier));
    expect(termsOf(`0x${'00'.repeat(32)}`)[0]).to.match(/^Unknown notice 0x00/);
  });
});
