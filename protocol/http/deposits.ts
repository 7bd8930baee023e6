import { z } from 'zod';
import { REGISTERS } from '../manifest/register.ts';
import { PURPOSES, TIERS } from '../manifest/tier.ts';
import { depositReceiptSchema } from '../receipts/depositReceipt.ts';
import { address, bytes32, count, decimal, hex } from '../scalars.ts';
import type { Route } from './route.ts';

const CORE_BYTES = 16 * 1024;
const CIPHERTEXT_BYTES = 4 * 1024 * 1024 + 28;
const SIGNATURE_CHARACTERS = 4096;
/** The longest text in base64, and all that travels with it. */
const DEPOSIT_BODY_BYTES = 8 * 1024 * 1024;

/** A signature of a person or of a contract account. */
const signature = hex.refine((it) => it.length <= SIGNATURE_CHARACTERS, 'is too long');

/** Everything that a node needs to check and keep a deposit; `z.encode` writes it and `parse` reads it. */
export const depositBody = z.strictObject({
  core: base64(CORE_BYTES),
  ciphertext: base64(CIPHERTEXT_BYTES),
  key: base64Of(32),
  salt: base64Of(32),
  signature,
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

/** What an operator signed about a withdrawn deposit (`typedData/tombstone.ts`), as JSON carries it. */
export const shownTombstone = z.object({
  id: z.string(),
  depositor: address,
  transaction: bytes32,
  erased: z.array(z.string()),
  kept: z.array(z.string()),
  operator: address,
  /** Unix seconds. */
  statedAt: count,
  signature: hex,
});

/** A tombstone as JSON shows it. */
export type ShownTombstone = z.infer<typeof shownTombstone>;

/** What a node shows of a deposit that it accepted. */
export const shownDeposit = z.object({
  id: z.string(),
  logId: count,
  index: count,
  contributor: address,
  register: z.enum(REGISTERS),
  /** The tier in force: the signed one, unless its contributor changed it since. */
  tier: z.enum(TIERS),
  /** The tier that was signed with the deposit. */
  signedTier: z.enum(TIERS),
  language: z.string(),
  label: z.string(),
  bytes: count,
  withdrawn: z.boolean(),
  /** Whether the chain holds a head of the log that covers it. */
  anchored: z.boolean(),
  /** What this node says of it once it is withdrawn. */
  tombstone: shownTombstone.nullable(),
});

/** A deposit as JSON shows it. */
export type ShownDeposit = z.infer<typeof shownDeposit>;

/** A withdrawal signed by the depositor (`typedData/withdrawal.ts`), for the node to put on chain. */
export const withdrawBody = z.strictObject({ signature });

/** The body as JSON holds it. */
export type WithdrawBody = z.infer<typeof withdrawBody>;

/** What a node answers that put a withdrawal on chain, or found it there. */
export const withdrawAnswer = z.object({
  id: z.string(),
  withdrawn: z.literal(true),
  transaction: bytes32,
  tombstone: shownTombstone,
});

/** The answer to a withdrawal as JSON shows it. */
export type WithdrawAnswer = z.infer<typeof withdrawAnswer>;

/** A change of tier signed by the depositor (`typedData/tierChange.ts`), for the node to put on chain. */
export const tierBody = z.strictObject({
  tier: z.enum(TIERS),
  nonce: decimal.refine((it) => BigInt(it) < 2n ** 64n, 'is too large'),
  signature,
});

/** What a node answers that put a change of tier on chain. */
export const tierAnswer = z.object({ id: z.string(), tier: z.enum(TIERS), transaction: bytes32 });

/** The answer to a change of tier as JSON shows it. */
export type TierAnswer = z.infer<typeof tierAnswer>;

/** To whom a node gave the key of a deposit, newest first. */
export const releasesAnswer = z.object({
  id: z.string(),
  /** All releases so far; the newest are shown. */
  total: count,
  releases: z.array(
    z.object({
      /** Unix seconds. */
      at: count,
      purpose: z.enum(PURPOSES),
      requester: address,
      /** What the chain names the requester for, such as `run 3`. */
      warrant: z.string(),
    }),
  ),
});

/** Releases of a key as JSON shows them. */
export type ReleasesAnswer = z.infer<typeof releasesAnswer>;

/** The media type of a deposit's text. */
export const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** The header with a public text's salt in hex, so that whoever reads it can hold it against its manifest's commitment. */
export const SALT_HEADER = 'x-tilth-salt';

/** The media type of a text that is sealed for whoever signed for it (`manifest/sealedText.ts`). */
export const SEALED_TEXT = 'application/octet-stream';

const UNKNOWN = { 400: 'Not a deposit identifier', 404: 'Not accepted by this node' };
const NOWHERE = { 400: 'Not a deposit identifier', 404: 'No node gives its manifest' };

/** The doors to deposits. */
export const depositRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/deposits',
    summary: 'Deposits a text',
    body: depositBody,
    maxBodyBytes: DEPOSIT_BODY_BYTES,
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
    summary: 'Puts a signed withdrawal on chain, of any deposit whose manifest can be had',
    body: withdrawBody,
    answers: { 200: { says: 'Withdrawn for good', json: withdrawAnswer } },
    refusals: { ...NOWHERE, 422: 'The contract refused it' },
  },
  {
    method: 'post',
    path: '/v1/deposits/{id}/tier',
    summary: 'Puts a signed change of tier on chain, of any deposit whose manifest can be had',
    body: tierBody,
    answers: { 200: { says: 'In force from now on', json: tierAnswer } },
    refusals: { ...NOWHERE, 422: 'The contract refused it' },
  },
  {
    method: 'get',
    path: '/v1/deposits/{id}/tombstone',
    summary: 'Says what this node holds no longer of a withdrawn deposit, signed by its operator',
    answers: { 200: { says: 'The tombstone', json: shownTombstone } },
    refusals: { ...NOWHERE, 409: 'It is not withdrawn' },
  },
  {
    method: 'get',
    path: '/v1/deposits/{id}/releases',
    summary: 'Shows to whom this node gave the key of a deposit, when, and what for',
    answers: { 200: { says: 'The releases, newest first', json: releasesAnswer } },
    refusals: UNKNOWN,
  },
  {
    method: 'get',
    path: '/v1/deposits/{id}/text',
    summary:
      'Gives a public text to anyone, and any text, sealed, to its contributor (authorization: a signed read request)',
    answers: { 200: { says: 'The text', bytes: PLAIN_TEXT } },
    refusals: { ...UNKNOWN, 401: 'The read request is not valid', 403: 'Not for everyone to read', 410: 'Withdrawn' },
  },
];

/** Characters that one call of `String.fromCharCode` takes without running out of stack. */
const STRIDE = 0x8000;

/** Bytes as base64 text in JSON, at most `maxBytes` of them; a codec, so that both sides share one rule. */
export function base64(maxBytes: number) {
  const text = z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .meta({ pattern: '^[A-Za-z0-9+/]*={0,2}$' });
  return z.codec(text, z.instanceof(Uint8Array<ArrayBuffer>), {
    decode: (value, context) => {
      const bytes = fromBase64(value);
      if (bytes) return bytes;
      context.issues.push({ code: 'invalid_format', format: 'base64', input: value, message: 'must be base64' });
      return z.NEVER;
    },
    encode: toBase64,
  });
}

/** Exactly so many bytes as base64 text. */
export function base64Of(bytes: number) {
  return base64(bytes).refine((it) => it.byteLength === bytes, `must be ${bytes} bytes`);
}

/** Six bits of each letter of base64, 0x80 for all else. */
const SEXTETS = new Uint8Array(256).fill(0x80);
for (const [value, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  SEXTETS[letter.charCodeAt(0)] = value;

/** Reads base64 in one pass; null for what is not. `atob` and a walk over its string take several times as long. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const letters = new TextEncoder().encode(text.replace(/={1,2}$/, ''));
  const { length } = letters;
  if (length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  const last = length - (length % 4);
  let seen = 0;
  let to = 0;
  for (let from = 0; from < last; from += 4) {
    const a = SEXTETS[letters[from] as number] as number;
    const b = SEXTETS[letters[from + 1] as number] as number;
    const c = SEXTETS[letters[from + 2] as number] as number;
    const d = SEXTETS[letters[from + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[to++] = (a << 2) | (b >> 4);
    bytes[to++] = (b << 4) | (c >> 2);
    bytes[to++] = (c << 6) | d;
  }
  let bits = 0;
  for (const letter of letters.subarray(last)) {
    const sextet = SEXTETS[letter] as number;
    seen |= sextet;
    bits = (bits << 6) | sextet;
  }
  const left = length % 4;
  if (left === 2) bytes[to] = bits >> 4;
  if (left === 3) {
    bytes[to++] = bits >> 10;
    bytes[to] = bits >> 2;
  }
  return (seen & 0x80) === 0 ? bytes : null;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += STRIDE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STRIDE));
  }
  return btoa(binary);
}
