import { createDecipheriv, createHmac, createSecretKey } from 'node:crypto';
import { DecryptError } from '../../protocol/manifest/text.ts';

const NONCE = 12;
const TAG = 16;

/**
 * Opens the UTF-8 of a text as `decryptText` does, in this thread: handing two kilobytes to another one takes longer than opening them,
 * and four megabytes take some milliseconds. Keys are made objects at once: Node takes far longer to find out what bytes are. It is not known to be UTF-8. @throws DecryptError
 */
export function openText(ciphertext: Uint8Array, key: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), ciphertext.subarray(0, NONCE), {
      authTagLength: TAG,
    });
    decipher.setAuthTag(ciphertext.subarray(-TAG));
    const plain = decipher.update(ciphertext.subarray(NONCE, -TAG));
    decipher.final();
    return plain;
  } catch (cause) {
    throw new DecryptError(ciphertext.byteLength, cause);
  }
}

/** The salted commitment to a text, as `commitText` makes it. */
export function commitTo(text: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHmac('sha256', createSecretKey(salt)).update(text).digest();
}
