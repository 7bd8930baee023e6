import { bytesToHex, type LocalAccount } from 'viem';
import { type Draft, type DraftOptions, draftDeposit } from '../../../client/deposit.ts';
import type { Submission } from '../../../node/deposits/intake.ts';
import type { Deployment } from '../../../protocol/deployment.ts';
import { termsOf } from '../../../protocol/manifest/notice.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { depositTypedData } from '../../../protocol/typedData/deposit.ts';

export type Where = { readonly chainId: number; readonly depositLog: Deployment['contracts']['depositLog'] };

type Options = Partial<Omit<DraftOptions, 'contributor'>> & {
  readonly signedAt?: number;
  readonly expiresAt?: number;
  /** Changes the draft before it is signed. */
  readonly alter?: (draft: Draft) => Draft | Promise<Draft>;
};

let counter = 0;

/** A signed deposit of a text that no other has, unless told otherwise. */
export async function submit(
  account: LocalAccount,
  where: Where,
  options: Options = {},
): Promise<Submission & { readonly id: string }> {
  const { alter, signedAt = Math.floor(Date.now() / 1000), expiresAt = signedAt + 600, ...draft } = options;
  counter += 1;
  const made = await draftDeposit({
    text: `A text of its own, number ${counter}, at ${performance.now()}.`,
    register: 'narrative',
    tier: 'public',
    rights: ALL_RIGHTS,
    contributor: account.address,
    chainId: where.chainId,
    ...draft,
  });
  const final = alter ? await alter(made) : made;
  const statement = {
    manifest: final.id,
    register: final.core.register,
    tier: final.core.tier,
    terms: termsOf(bytesToHex(final.core.notice)),
    notice: bytesToHex(final.core.notice),
    contributor: account.address,
    signedAt: BigInt(signedAt),
    expiresAt: BigInt(expiresAt),
  };
  const signature = await account.signTypedData(depositTypedData({ ...where, statement }));
  const { id, coreBytes: core, ciphertext, key, salt } = final;
  return { id, core, ciphertext, key, salt, signature, signedAt, expiresAt };
}

/** A submission as `POST /v1/deposits` takes it. */
export function toBody({ core, ciphertext, key, salt, signature, signedAt, expiresAt }: Submission): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const secrets = { core: base64(core), ciphertext: base64(ciphertext), key: base64(key), salt: base64(salt) };
  return JSON.stringify({ ...secrets, signature, signedAt, expiresAt });
}
