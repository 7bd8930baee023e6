import { z } from 'zod';
import { REGISTERS } from '../manifest/register.ts';
import { TIERS } from '../manifest/tier.ts';
import { depositReceiptSchema } from '../receipts/depositReceipt.ts';
import { address, bytes32, count, hex } from '../scalars.ts';
import type { Route } from './route.ts';

const CORE_BYTES = 16 * 1024;
const CIPHERTEXT_BYTES = 4 * 1024 * 1024 + 28;
const SIGNATURE_CHARACTERS = 4096;

/** Everything that a node needs to check and keep a deposit; `z.encode` writes it and `parse` reads it. */
export const depositBody = z.strictObject({
  core: base64(CORE_BYTES),
  ciphertext: base64(CIPHERTEXT_BYTES),
  key: base64Of(32),
  salt: base64Of(32),
  signature: hex.refine((it) => it.length <= SIGNATURE_CHARACTERS, 'is too long'),
  /** Unix seconds. */
  signedAt: count,
  expiresAt: count,
});

/** The body as JSON holds it. */
export type DepositBody = z.input<typeof depositBody>;

/** What a node answers that took a deposit in, and on how many nodes its blocks are kept. */
export const depositAnswer = z.object({ id: z.string(), receipt: depositReceiptSchema, pins: count });

/** The answer to a deposit as JSON shows it. */
export type DepositAnswer = z.infer<typeof depositAnswer>;

/** What a node shows of a deposit that it accepted. */
export const shownDeposit = z.object({
  id: z.string(),
  logId: count,
  index: count,
  contributor: address,
  register: z.enum(REGISTERS),
  tier: z.enum(TIERS),
  language: z.string(),
  label: z.string(),
  bytes: count,
  withdrawn: z.boolean(),
  /** Whether the chain holds a head of the log that covers it. */
  anchored: z.boolean(),
});

/** A deposit as JSON shows it. */
export type ShownDeposit = z.infer<typeof shownDeposit>;

/** A withdrawal signed by the depositor (`typedData/withdrawal.ts`), for the node to put on chain. */
export const withdrawBody = z.strictObject({ signature: hex });

/** The body as JSON holds it. */
export type WithdrawBody = z.infer<typeof withdrawBody>;

/** What a node answers that put a withdrawal on chain; no transaction when it stood there before. */
export const withdrawAnswer = z.object({
  id: z.string(),
  withdrawn: z.literal(true),
  transaction: bytes32.nullable(),
});

/** The answer to a withdrawal as JSON shows it. */
export type WithdrawAnswer = z.infer<typeof withdrawAnswer>;

const UNKNOWN = { 400: 'Not a deposit identifier', 404: 'Not accepted by this node' };

/** The doors to deposits. */
export const depositRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/deposits',
    summary: 'Deposits a text',
    body: depositBody,
    answers: {
      201: { says: 'Accepted: it will be anchored by the deadline in the receipt', json: depositAnswer },
      200: { says: 'Accepted before; the receipt as it stands now', json: depositAnswer },
    },
    refusals: {
      400: 'Malformed',
      409: 'The node holds this text already, or it was withdrawn for good',
      422: 'The manifest, the statement or the text was refused; the code says which',
      507: 'The disk is full',
    },
  },
  {
    method: 'get',
    path: '/v1/deposits/{id}',
    summary: 'Shows a deposit',
    answers: { 200: { says: 'The deposit', json: shownDeposit } },
    refusals: UNKNOWN,
  },
  {
    method: 'get',
    path: '/v1/deposits/{id}/receipt',
    summary: 'Gives the receipt of a deposit; its inclusion is null until the log is anchored',
    answers: { 200: { says: 'The receipt', json: depositReceiptSchema } },
    refusals: UNKNOWN,
  },
  {
    method: 'post',
    path: '/v1/deposits/{id}/withdraw',
    summary: 'Puts a signed withdrawal on chain',
    body: withdrawBody,
    answers: { 200: { says: 'Withdrawn for good', json: withdrawAnswer } },
    refusals: { ...UNKNOWN, 422: 'The contract refused it' },
  },
];

/** Characters that one call of `String.fromCharCode` takes without running out of stack. */
const STRIDE = 0x8000;

/** Bytes as base64 text in JSON, at most `maxBytes` of them; a codec, so that both sides share one rule. */
export function base64(maxBytes: number) {
  const text = z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');
  return z.codec(text, z.instanceof(Uint8Array<ArrayBuffer>), {
    decode: (value, context) => {
      try {
        return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
      } catch {
        context.issues.push({ code: 'invalid_format', format: 'base64', input: value, message: 'must be base64' });
        return z.NEVER;
      }
    },
    encode: toBase64,
  });
}

/** Exactly so many bytes as base64 text. */
export function base64Of(bytes: number) {
  return base64(bytes).refine((it) => it.byteLength === bytes, `must be ${bytes} bytes`);
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += STRIDE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STRIDE));
  }
  return btoa(binary);
}
