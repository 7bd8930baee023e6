import { expect } from 'chai';
import { prepareDeposit, sendDeposit } from '../../client/deposit.ts';
import { assertPrivate, PlainHttpError } from '../../client/privateWay.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import { asPerson, failure } from './fixtures.ts';

describe('the way of a content key', () => {
  it('is https, or stays on this machine', () => {
    for (const gate of ['https://gate.example', 'http://localhost:7410', 'http://127.0.0.1:7410', 'http://[::1]:7410'])
      expect(() => assertPrivate(gate, {}), gate).to.not.throw();
    for (const gate of [
      'http://gate.example',
      'http://192.168.1.4:7410',
      'http://127.0.0.1.example',
      'http://localhost.example',
    ])
      expect(() => assertPrivate(gate, {}), gate).to.throw(PlainHttpError);
    expect(() => assertPrivate('http://gate.example', { overPlainHttp: true })).to.not.throw();
  });

  it('is never the open network: a deposit is not sent, and the reason is a sentence', async () => {
    const person = asPerson('http://192.0.2.7:7410');
    const words = { text: 'A text.', register: 'oral', tier: 'public', rights: ALL_RIGHTS } as const;
    const error = await failure(sendDeposit(person, await prepareDeposit(person, words)));
    expect(error).to.be.instanceOf(PlainHttpError);
    expect((error as Error).message)
      .to.include('plain HTTP')
      .and.include('--over-plain-http');
  });
});
