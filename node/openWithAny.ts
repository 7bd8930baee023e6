import { DecryptError, decryptText } from '../protocol/manifest/text.ts';

/** Opens a text with whichever of the keys fits it: custodians gave them, and one of those may lie. @throws DecryptError */
export async function openWithAny(ciphertext: Uint8Array, keys: readonly Uint8Array[]): Promise<string> {
  let failure: unknown = new DecryptError(ciphertext.byteLength, 'no key was given');
  for (const key of keys) {
    try {
      return await decryptText(new Uint8Array(ciphertext), new Uint8Array(key));
    } catch (cause) {
      failure = cause;
    }
  }
  throw failure;
}
