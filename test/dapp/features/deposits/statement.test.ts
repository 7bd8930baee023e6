import { expect } from 'chai';
import { verifyTypedData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { toBase64 } from '../../../../dapp/features/deposits/base64.ts';
import { STATEMENT_LIFETIME, toStatement } from '../../../../dapp/features/deposits/statement.ts';
import { draftDeposit } from '../../../../protocol/manifest/draft.ts';
import { depositTypedData } from '../../../../protocol/typedData/deposit.ts';

const depositLog = `0x${'11'.repeat(20)}` as const;

describe('dapp deposits', () => {
  it('has the wallet sign what a node verifies', async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const draft = await draftDeposit({
      text: 'The ferry was rebuilt.',
      register: 'narrative',
      tier: 'training-only',
      contributor: account.address,
      chainId: 31337,
    });
    const { typedData, signedAt, expiresAt } = toStatement({ draft, chainId: 31337, depositLog, now: 1_000 });
    const signature = await account.signTypedData(typedData);
    const statement = {
      manifest: draft.id,
      register: 'narrative',
      tier: 'training-only',
      notice: `0x${Buffer.from(draft.core.notice).toString('hex')}` as const,
      contributor: account.address,
      signedAt: BigInt(signedAt),
      expiresAt: BigInt(expiresAt),
    };
    const asNode = depositTypedData({ chainId: 31337, depositLog, statement });
    expect(await verifyTypedData({ ...asNode, address: account.address, signature })).to.equal(true);
    expect(expiresAt - signedAt).to.equal(STATEMENT_LIFETIME);
  });

  it('encodes bytes of any length as base64', () => {
    for (const length of [0, 1, 0x8000, 0x8001]) {
      const bytes = new Uint8Array(length).map((_, i) => (i * 7) % 256);
      expect(toBase64(bytes)).to.equal(Buffer.from(bytes).toString('base64'));
    }
  });
});
