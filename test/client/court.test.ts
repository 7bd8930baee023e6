import { expect } from 'chai';
import { AbiCoder, keccak256 } from 'ethers';
import { commitmentOf, digestEvidence, randomSalt } from '../../client/court.ts';

const salt = `0x${'07'.repeat(32)}` as const;

describe('secrets of a case', () => {
  it('hide a vote behind its juror, round and salt, so that nobody copies it', () => {
    const vote = { caseId: 3n, round: 1, vote: 'uphold', salt } as const;
    const known = commitmentOf(5n, vote);
    const others = [
      commitmentOf(6n, vote),
      commitmentOf(5n, { ...vote, round: 2 }),
      commitmentOf(5n, { ...vote, vote: 'reject' }),
      commitmentOf(5n, { ...vote, salt: randomSalt() }),
    ];
    expect(new Set([known, ...others]).size).to.equal(5);
    expect(commitmentOf(5n, { ...vote })).to.equal(known);
  });

  it('are hashed as the court hashes them when it opens them', () => {
    const types = ['uint256', 'uint8', 'uint256', 'uint8', 'bytes32'];
    const opened = keccak256(AbiCoder.defaultAbiCoder().encode(types, [3, 2, 9, 2, salt]));
    expect(commitmentOf(9n, { caseId: 3n, round: 2, vote: 'reject', salt })).to.equal(opened);
  });

  it('name evidence by a digest that its salt and bytes open', () => {
    const text = new TextEncoder().encode('what was seen');
    expect(digestEvidence(text, salt)).to.equal(digestEvidence(text, salt));
    expect(digestEvidence(text, randomSalt())).to.not.equal(digestEvidence(text, salt));
    expect(digestEvidence(new TextEncoder().encode('else'), salt)).to.not.equal(digestEvidence(text, salt));
  });
});
