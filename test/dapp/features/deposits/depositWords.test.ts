import { expect } from 'chai';
import { chooseTier, type DepositWords, NOTHING, toDeposit } from '../../../../dapp/features/deposits/depositWords.ts';
import { ALL_RIGHTS } from '../../../../protocol/manifest/rights.ts';

const COMPLETE: DepositWords = {
  ...NOTHING,
  text: 'A text.',
  register: 'lyric',
  tier: 'public',
  stated: ALL_RIGHTS,
  hasAgreed: true,
};

describe('the form of a deposit', () => {
  it('chooses nothing for anyone: no tier, no register, no label, no statement', () => {
    expect(NOTHING).to.deep.include({ register: null, tier: null, label: '', hasAgreed: false });
    expect(Object.values(NOTHING.stated)).to.deep.equal([false, false, false]);
  });

  it('is complete only when each thing was written, chosen, stated and agreed to', () => {
    expect(toDeposit(COMPLETE)).to.deep.include({ register: 'lyric', tier: 'public', label: '', rights: ALL_RIGHTS });
    const missing: readonly Partial<DepositWords>[] = [
      { text: ' \n' },
      { register: null },
      { tier: null },
      { hasAgreed: false },
      ...Object.keys(ALL_RIGHTS).map((right) => ({ stated: { ...ALL_RIGHTS, [right]: false } })),
    ];
    for (const change of missing) expect(toDeposit({ ...COMPLETE, ...change }), JSON.stringify(change)).to.equal(null);
  });

  it('has the notice of another tier agreed to again', () => {
    expect(toDeposit(chooseTier(COMPLETE, 'training-only'))).to.equal(null);
    expect(chooseTier(COMPLETE, 'public').hasAgreed).to.equal(true);
  });
});
