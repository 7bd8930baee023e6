import { bytesToHex, type LocalAccount } from 'viem';
import { type Draft, draftDeposit } from '../protocol/manifest/draft.ts';
import type { Register } from '../protocol/manifest/register.ts';
import type { Tier } from '../protocol/manifest/tier.ts';
import type { DepositReceipt } from '../protocol/receipts/depositReceipt.ts';
import { depositTypedData } from '../protocol/typedData/deposit.ts';
import { type Commons, contractOf } from './commons.ts';
import { callGate } from './http.ts';

/** The body of `POST /v1/deposits`: everything the node needs to check and keep a deposit. */
export type DepositBody = {
  readonly core: string;
  readonly ciphertext: string;
  readonly key: string;
  readonly salt: string;
  readonly signature: `0x${string}`;
  readonly signedAt: number;
  readonly expiresAt: number;
};

export type DepositAnswer = { readonly id: string; readonly receipt: DepositReceipt; readonly pins: number };

type Options = {
  readonly commons: Commons;
  readonly account: LocalAccount;
  readonly text: string | Uint8Array;
  readonly register: Register;
  readonly tier: Tier;
  readonly language: string;
  readonly label: string;
};

/** Normalises, encrypts and signs a text; what comes out can be sent again after a crash and stays the same deposit. */
export async function prepareDeposit(options: Options): Promise<{ id: string; body: DepositBody }> {
  const { commons, account, ...text } = options;
  const draft = await draftDeposit({ ...text, contributor: account.address, chainId: commons.chainId });
  const signedAt = Math.floor(Date.now() / 1000);
  const expiresAt = signedAt + 3600;
  const statement = {
    manifest: draft.id,
    register: options.register,
    tier: options.tier,
    notice: bytesToHex(draft.core.notice),
    contributor: account.address,
    signedAt: BigInt(signedAt),
    expiresAt: BigInt(expiresAt),
  };
  const signature = await account.signTypedData(
    depositTypedData({ chainId: commons.chainId, depositLog: contractOf(commons, 'depositLog'), statement }),
  );
  return { id: draft.id, body: { ...encodeSecrets(draft), signature, signedAt, expiresAt } };
}

function encodeSecrets(draft: Draft) {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    core: base64(draft.coreBytes),
    ciphertext: base64(draft.ciphertext),
    key: base64(draft.key),
    salt: base64(draft.salt),
  };
}

/** Hands a prepared deposit to a gate. Sending the same one twice gives the same receipt. */
export function sendDeposit(api: string, body: DepositBody): Promise<DepositAnswer> {
  return callGate<DepositAnswer>(`${api}/v1/deposits`, { method: 'POST', body });
}

/** The receipt as it stands now; its inclusion proof is null until the batch is anchored. */
export function fetchDepositReceipt(api: string, id: string): Promise<DepositReceipt> {
  return callGate<DepositReceipt>(`${api}/v1/deposits/${encodeURIComponent(id)}/receipt`);
}
