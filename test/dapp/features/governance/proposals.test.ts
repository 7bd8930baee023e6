import { expect } from 'chai';
import { callOf, reasonOf } from '../../../../dapp/features/governance/proposals.ts';

describe('a proposal', () => {
  it('shows the reason that was given for it', () => {
    expect(
      reasonOf({
        description:
          '# Vote longer\r\n\r\nThree days are too few.\nAsk the harvesters.#proposer=0x00000000000000000000000000000000000000a1',
      }),
    ).to.equal('Three days are too few.\nAsk the harvesters.');
    expect(reasonOf({ description: 'Vote longer' })).to.equal('');
  });

  it('shows what it would set, not only what it would call', () => {
    const action = {
      target: '0x04',
      contract: 'commonsGovernor',
      value: '0',
      calldata: '0x1234',
      mixture: null,
    } as const;
    const signature = 'setVotingPeriod(uint32)';
    expect(callOf({ ...action, signature, arguments: [{ name: 'newVotingPeriod', value: 180 }] })).to.equal(
      'setVotingPeriod(newVotingPeriod: 180)',
    );
    expect(callOf({ ...action, signature: null, arguments: [] })).to.equal('0x1234');
  });
});
