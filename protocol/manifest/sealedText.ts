import { concatBytes } from '../concatBytes.ts';
import { BaseError } from '../errors/BaseError.ts';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const INFO = new TextEncoder().encode('tilth sealed text 1');
/** An uncompressed point of P-256. */
const POINT_BYTES = 65;
const NONCE_BYTES = 12;

/** Who a text is sealed for: a key pair that is made for one reading and forgotten after it. */
export type Reader = {
  /** Goes into the signed request. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Opens what was sealed for it. @throws SealBrokenError */
  readonly open: (sealed: Uint8Array<ArrayBuffer>) => Promise<string>;
};

/** Makes a reader. Only the public key leaves it. */
export async function createReader(): Promise<Reader> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    publicKey,
    open: async (sealed) => {
      try {
        const other = sealed.subarray(0, POINT_BYTES);
        const key = await deriveKey(pair.privateKey, other, [other, publicKey]);
        const iv = sealed.subarray(POINT_BYTES, POINT_BYTES + NONCE_BYTES);
        const body = sealed.subarray(POINT_BYTES + NONCE_BYTES);
        const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body);
        return new TextDecoder('utf-8', { fatal: true }).decode(plain);
      } catch (cause) {
        throw new SealBrokenError(cause);
      }
    },
  };
}

/**
 * Seals a text for a reader (ephemeral ECDH over P-256, HKDF-SHA-256, AES-256-GCM): whoever passes it on learns its
 * length. @throws SealBrokenError when the public key is none
 */
export async function sealText(text: string, reader: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    const own = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const key = await deriveKey(pair.privateKey, reader, [own, reader]);
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
    return concatBytes([own, iv, new Uint8Array(body)]);
  } catch (cause) {
    throw new SealBrokenError(cause);
  }
}

/** Both public keys go into the key, so that it is of these two and no others. */
async function deriveKey(
  privateKey: CryptoKey,
  other: Uint8Array<ArrayBuffer>,
  salt: readonly Uint8Array<ArrayBuffer>[],
): Promise<CryptoKey> {
  const point = await crypto.subtle.importKey('raw', other, CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, privateKey, 256);
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const rule = { name: 'HKDF', hash: 'SHA-256', salt: concatBytes(salt), info: INFO };
  return crypto.subtle.deriveKey(rule, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Bytes that were not sealed for this reader, or a public key that is none. */
export class SealBrokenError extends BaseError {
  override readonly name = 'SealBrokenError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('The text was not sealed for this reader.', { cause });
  }
}
