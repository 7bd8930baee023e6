import { bytesToHex, hexToBytes, isHex } from 'viem';
import { BaseError } from '../errors/BaseError.ts';
import type { Steps } from '../steps.ts';
import { stretchesOf } from '../stretches.ts';

/** The largest text a deposit may hold, in UTF-8 bytes after normalisation. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** The longest run of marks that a text may hold (Stream-Safe Text, UAX #15): normalising takes the square of a run. */
const MOST_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(String.raw`(?<!\p{M})\p{M}{${MOST_MARKS + 1}}`, 'u');
const HALF_PAIR = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * Turns bytes or a string into the one form that is committed to: UTF-8, Unicode NFC, line feeds, one at the end.
 * @throws TextRefusedError for invalid UTF-8, NUL, more than 30 marks in a row, an empty or an oversize text
 */
export function normalise(source: string | Uint8Array): string {
  const size = typeof source === 'string' ? source.length : source.byteLength;
  if (size > MAX_TEXT_BYTES)
    throw new TextRefusedError('The text is too large.', { bytes: size, limit: MAX_TEXT_BYTES });
  const raw = typeof source === 'string' ? source : decode(source);
  const text = `${toNormal(raw.replace(/^\uFEFF/, '')).trim()}\n`;
  if (text === '\n') throw new TextRefusedError('The text is empty.', { bytes: size });
  return text;
}

/** Whether a text is in that form already; in small steps, since it may be long. @throws TextRefusedError */
export function* checkNormal(text: string): Steps<boolean> {
  if (text.startsWith('\uFEFF') || text === '\n' || `${text.trim()}\n` !== text) return false;
  for (const stretch of stretchesOf(text)) {
    if (toNormal(stretch) !== stretch) return false;
    yield;
  }
  return true;
}

/** Looks for marks first: normalising takes the square of their number. */
function toNormal(raw: string): string {
  refuse(raw, TOO_MANY_MARKS, `The text holds more than ${MOST_MARKS} marks in a row.`);
  const text = raw.replace(/\r\n?/g, '\n').normalize('NFC');
  refuse(text, /\0/, 'The text holds a NUL character.');
  refuse(text, HALF_PAIR, 'The text holds half of a surrogate pair.');
  return text;
}

function refuse(text: string, what: RegExp, sentence: string): void {
  const position = text.search(what);
  if (position >= 0) throw new TextRefusedError(sentence, { position });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TextRefusedError('The text is not valid UTF-8.', { bytes: bytes.byteLength }, cause);
  }
}

const NONCE_BYTES = 12;

/** A ciphertext is longer than its text by nonce and tag, so that anyone can check how long a manifest says a text is. */
export const CIPHERTEXT_OVERHEAD = NONCE_BYTES + 16;

/** A text encrypted under a fresh content key; `key` and `salt` are secrets, the rest is public. */
export type EncryptedText = {
  /** AES-256-GCM: 12-byte nonce, then ciphertext with its 16-byte tag. */
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  /** HMAC-SHA-256 of the text under the salt. */
  readonly commitment: Uint8Array<ArrayBuffer>;
};

/** Encrypts a normalised text (AES-256-GCM, NIST SP 800-38D) and commits to it. Runs in Node and in browsers. */
export async function encryptText(text: string): Promise<EncryptedText> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const plain = new TextEncoder().encode(text);
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const body = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, plain));
  const ciphertext = new Uint8Array(NONCE_BYTES + body.byteLength);
  ciphertext.set(nonce);
  ciphertext.set(body, NONCE_BYTES);
  return { ciphertext, key, salt, commitment: await commitText(text, salt) };
}

/** The salted commitment to a text. */
export async function commitText(text: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const hmac = await crypto.subtle.importKey('raw', salt, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', hmac, new TextEncoder().encode(text)));
}

/** Whether a text is the one that a manifest commits to; `salt` is 32 bytes in hexadecimal, as a gate sends it. */
export async function isTextOf(commitment: Uint8Array, text: string, salt: string): Promise<boolean> {
  if (!isHex(salt) || salt.length !== 66) return false;
  return bytesToHex(await commitText(text, new Uint8Array(hexToBytes(salt)))) === bytesToHex(commitment);
}

/** Decrypts a text. @throws DecryptError when the key is wrong or the ciphertext was altered */
export async function decryptText(ciphertext: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const iv = ciphertext.subarray(0, NONCE_BYTES);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, ciphertext.subarray(NONCE_BYTES));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch (cause) {
    throw new DecryptError(ciphertext.byteLength, cause);
  }
}

/** A text that cannot be deposited. */
export class TextRefusedError extends BaseError {
  override readonly name = 'TextRefusedError';
  override readonly kind = 'invalid';
  constructor(sentence: string, values: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(sentence, { values, cause });
  }
}

/** A text that its key does not open. */
export class DecryptError extends BaseError {
  override readonly name = 'DecryptError';
  override readonly kind = 'forbidden';
  constructor(bytes: number, cause: unknown) {
    super('The text could not be decrypted: wrong key or altered ciphertext.', { values: { bytes }, cause });
  }
}
