import type { Hex } from 'viem';
import { z } from 'zod';
import type { Draft } from '../../../protocol/manifest/draft.ts';
import { type DepositReceipt, depositReceiptSchema } from '../../../protocol/receipts/depositReceipt.ts';
import { requestJson } from '../../api/requestJson.ts';
import { toBase64 } from './base64.ts';

const accepted = z.object({ id: z.string(), receipt: depositReceiptSchema, pins: z.number() });

export type AcceptedDeposit = z.infer<typeof accepted>;

export type SignedDraft = {
  readonly draft: Draft;
  readonly signature: Hex;
  readonly signedAt: number;
  readonly expiresAt: number;
};

/** Hands a signed deposit to a gate. */
export function sendDeposit(api: string, signed: SignedDraft, signal?: AbortSignal): Promise<AcceptedDeposit> {
  const { draft, signature, signedAt, expiresAt } = signed;
  const body = {
    core: toBase64(draft.coreBytes),
    ciphertext: toBase64(draft.ciphertext),
    key: toBase64(draft.key),
    salt: toBase64(draft.salt),
    signature,
    signedAt,
    expiresAt,
  };
  return requestJson(`${api}/v1/deposits`, accepted, { method: 'POST', body, ...(signal ? { signal } : {}) });
}

/** The receipt as it stands now; its inclusion is null until the log is anchored. */
export function fetchReceipt(api: string, id: string, signal?: AbortSignal): Promise<DepositReceipt> {
  const url = `${api}/v1/deposits/${encodeURIComponent(id)}/receipt`;
  return requestJson(url, depositReceiptSchema, signal ? { signal } : {});
}

/** Asks a gate to put a signed withdrawal on chain. */
export async function sendWithdrawal(api: string, id: string, signature: Hex): Promise<void> {
  const url = `${api}/v1/deposits/${encodeURIComponent(id)}/withdraw`;
  await requestJson(url, z.unknown(), { method: 'POST', body: { signature } });
}
