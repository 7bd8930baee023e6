import { expect } from 'chai';
import { keccak256 } from 'viem';
import { chainLink, linkBelow } from '../../../protocol/work/hashChain.ts';

const secret = `0x${'5e'.repeat(32)}` as const;

describe('linkBelow', () => {
  it('gives what hashes to the link that is known, down to the secret itself', () => {
    const tip = chainLink(secret, 5);
    const next = linkBelow(secret, tip, 5)!;
    expect(keccak256(next)).to.equal(tip);
    expect(next).to.equal(chainLink(secret, 4));
    expect(linkBelow(secret, chainLink(secret, 1), 5)).to.equal(secret);
  });

  it('gives nothing for the chain of another, or one that is used up', () => {
    expect(linkBelow(secret, keccak256('0x01'), 5)).to.equal(null);
    expect(linkBelow(secret, secret, 5)).to.equal(null);
    expect(linkBelow(secret, chainLink(secret, 6), 5)).to.equal(null);
  });
});
