import { BaseError } from '../errors/BaseError.ts';

const NONCE_BYTES = 12;

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

/** Decrypts a text. @throws DecryptError when the key is wrong or the ciphertext was altered */
export async function decryptText(ciphertext: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const iv = ciphertext.subarray(0, NONCE_BYTES);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, ciphertext.subarray(NONCE_BYTES));
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new DecryptError(ciphertext.byteLength, cause);
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
