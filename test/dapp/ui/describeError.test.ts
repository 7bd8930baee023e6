import { expect } from 'chai';
import {
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  parseAbi,
  UserRejectedRequestError,
} from 'viem';
import { describeError } from '../../../dapp/ui/describeError.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';

describe('dapp describeError', () => {
  it('says that the person declined, however deep it lies', () => {
    const cause = new UserRejectedRequestError(new Error('no'));
    expect(describeError(new Error('wrapped', { cause })).sentence).to.match(/declined/);
  });

  it('names the rule that refused a call', () => {
    const abi = parseAbi(['error StepTooLarge(uint16 step, uint16 most)', 'function adopt(uint16[])']);
    const data = encodeErrorResult({ abi, errorName: 'StepTooLarge', args: [1200, 1000] });
    const cause = new ContractFunctionRevertedError({ abi, data, functionName: 'adopt' });
    const error = new ContractFunctionExecutionError(cause, { abi, functionName: 'adopt', args: [[]] });
    expect(describeError(error).sentence).to.equal('The rules refuse this: StepTooLarge(1200, 1000).');
  });

  it('gives our own errors as they are', () => {
    expect(describeError(new BaseError('No wallet.', { hint: 'Connect one.' })).sentence).to.equal(
      'No wallet. Connect one.',
    );
  });
});
