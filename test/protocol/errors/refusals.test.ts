import { expect } from 'chai';
import { encodeErrorResult } from 'viem';
import { type Abis, loadAbi } from '../../../protocol/abi/abis.ts';
import { decodeRefusal } from '../../../protocol/errors/decodeRefusal.ts';
import { describeRefusal } from '../../../protocol/errors/refusals.ts';

/** Contracts that a verb of the client can call, with those that speak behind them. */
const CALLED = [
  'agenda',
  'attesterQuorum',
  'beacon',
  'commonsGovernor',
  'commonsPool',
  'consentRegistry',
  'contributionCredits',
  'contributorRoll',
  'decisionRegister',
  'depositLog',
  'disputeCourt',
  'guardian',
  'identityRegistry',
  'mixturePolicy',
  'modelRegistry',
  'operatorRegistry',
  'receiptBook',
  'ruleBook',
  'spotCheck',
  'stewardshipBoard',
  'workLedger',
] as const satisfies readonly (keyof Abis)[];

/** What only a fault in a contract's own code can throw. */
const INTERNAL =
  /^(SafeCast|Strings|InvalidShortString|StringTooLong|Checkpoint|IntervalInvalid|AccessManagedInvalid|AccessManagedRequired|ERC1155)/;

const sample = (type: string): unknown =>
  type === 'address'
    ? `0x${'11'.repeat(20)}`
    : type.startsWith('uint')
      ? type.length > 6 || type === 'uint256'
        ? 1_700_000_000n
        : 3
      : type === 'bytes32'
        ? `0x${'22'.repeat(32)}`
        : type === 'bytes'
          ? '0x33'
          : 'text';

describe('describeRefusal', () => {
  for (const contract of CALLED) {
    it(`has a sentence for every error of ${contract}`, async () => {
      const abi = await loadAbi[contract]();
      const errors = abi.filter((it) => it.type === 'error').filter(({ name }) => !INTERNAL.test(name));
      for (const { name, inputs } of errors) {
        const args = inputs.map(({ type }) => sample(type));
        const { sentence } = describeRefusal({ name, args });
        expect(sentence, name).to.not.include('The rules refuse this');
        expect(sentence, name)
          .to.match(/^[A-Z0-9].*\.$/)
          .and.not.match(/undefined|NaN|Invalid Date/);
      }
    });
  }

  it('gives the name and values of an error that it does not know, on one line', () => {
    expect(describeRefusal({ name: 'Unheard', args: [7n, 'a\0b\nc'] })).to.deep.equal({
      sentence: 'The rules refuse this: Unheard(7, a b c).',
    });
    expect(describeRefusal({ name: 'toString', args: [] }).sentence).to.equal('The rules refuse this: toString().');
  });
});

describe('decodeRefusal', () => {
  const wrap = (reverted: object) =>
    new Error('outer', {
      cause: Object.assign(new Error('inner'), { name: 'ContractFunctionRevertedError', ...reverted }),
    });

  it('finds the refusal however deep it lies', async () => {
    const data = { errorName: 'NoVotes', args: [`0x${'11'.repeat(20)}`, 5n] };
    expect(await decodeRefusal(wrap({ data }))).to.deep.equal({ name: 'NoVotes', args: data.args });
    expect(await decodeRefusal(new Error('the wire is cut'))).to.equal(null);
  });

  it('knows errors of contracts behind the called one', async () => {
    const abi = await loadAbi.identityRegistry();
    const raw = encodeErrorResult({ abi, errorName: 'IdentityUnknown', args: [9n] });
    expect(await decodeRefusal(wrap({ raw }))).to.deep.equal({ name: 'IdentityUnknown', args: [9n] });
  });

  it('says what can be said of an error that no contract of ours has', async () => {
    const refusal = await decodeRefusal(wrap({ raw: '0xdeadbeef' }));
    expect(describeRefusal(refusal!).sentence).to.equal('The rules refuse this: error 0xdeadbeef.');
    expect(describeRefusal((await decodeRefusal(wrap({ reason: 'paused' })))!).sentence).to.match(/paused/);
  });
});
