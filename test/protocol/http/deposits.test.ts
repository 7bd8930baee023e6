import { expect } from 'chai';
import { z } from 'zod';
import { depositBody } from '../../../protocol/http/deposits.ts';

describe('deposit body', () => {
  const secrets = { key: new Uint8Array(32).fill(7), salt: new Uint8Array(32).fill(9) };
  const deposit = {
    core: Uint8Array.from({ length: 300 }, (_, i) => i),
    ciphertext: new Uint8Array(100_000).fill(255),
    ...secrets,
    signature: '0xabcd' as const,
    signedAt: 1,
    expiresAt: 2,
  };

  it('travels as base64 and comes back as bytes', () => {
    const body = z.encode(depositBody, deposit);
    expect(body.key).to.equal(Buffer.from(secrets.key).toString('base64'));
    expect(depositBody.parse(JSON.parse(JSON.stringify(body)))).to.deep.equal(deposit);
  });

  it('refuses what is not base64, a key of another length, and fields that are not understood', () => {
    const body = z.encode(depositBody, deposit);
    const reason = (change: object) => depositBody.safeParse({ ...body, ...change }).error?.issues[0]?.message;
    expect(reason({ core: 'A' })).to.equal('must be base64');
    expect(reason({ core: '?' })).to.equal('must be base64');
    expect(reason({ key: 'AAAA' })).to.equal('must be 32 bytes');
    expect(reason({ text: 'in the clear' })).to.include('text');
  });
});
