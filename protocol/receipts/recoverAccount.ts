import { type Address, bytesToHex, type Hex, recoverAddress } from 'viem';

/** Tells whose key signed a digest; null when the signature is no key's. */
export type RecoverAccount = (digest: Hex, signature: Uint8Array) => Promise<Address | null> | Address | null;

/** Length of an ECDSA signature with its recovery byte. */
export const KEY_SIGNATURE_BYTES = 65;

/** Tells whose key signed a digest, in JavaScript, for browsers and as the measure of faster ones. */
export const recoverAccount: RecoverAccount = async (digest, signature) => {
  if (signature.byteLength !== KEY_SIGNATURE_BYTES) return null;
  return recoverAddress({ hash: digest, signature: bytesToHex(signature) }).catch(() => null);
};
