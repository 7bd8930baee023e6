import { expect } from 'chai';
import { encodeAbiParameters, type Hex, keccak256, pad, zeroHash } from 'viem';
import { foldConsentHead } from '../../../protocol/corpus/consent.ts';

const deposit = pad('0xd0');
const depositor = pad('0xa1', { size: 20 });
const link = (head: Hex, code: bigint) => {
  const types = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'address' }, { type: 'uint256' }];
  return keccak256(encodeAbiParameters(types, [head, deposit, depositor, code]));
};
const at = (blockNumber: bigint, logIndex: number) => ({ blockNumber, logIndex });
const withdrawal = (block: bigint, index: number) => ({ args: { deposit, depositor }, ...at(block, index) });
const tierChange = (block: bigint, index: number, tier: number) => ({
  args: { deposit, depositor, tier },
  ...at(block, index),
});

describe('foldConsentHead', () => {
  it('is zero before the first decision', () => {
    expect(foldConsentHead({ withdrawals: [], tierChanges: [] })).to.equal(zeroHash);
  });

  it('links decisions of both kinds in the order of the chain, as the registry does', () => {
    const head = foldConsentHead({
      withdrawals: [withdrawal(5n, 2), withdrawal(9n, 0)],
      tierChanges: [tierChange(4n, 7, 3), tierChange(5n, 1, 0), tierChange(5n, 3, 1)],
    });
    const codes = [3n, 0n, 255n, 1n, 255n];
    expect(head).to.equal(codes.reduce(link, zeroHash));
  });
});
