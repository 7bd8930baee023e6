import { recover, signRecoverable } from 'tiny-secp256k1';
import { bytesToHex, type Hex, hexToBytes, keccak256 } from 'viem';
import { type LocalAccount, privateKeyToAccount } from 'viem/accounts';
import { KEY_SIGNATURE_BYTES, type RecoverAccount } from '../../protocol/receipts/recoverAccount.ts';
import { digestTypedData, type Signable } from '../../protocol/typedData/digest.ts';

/**
 * Tells whose key signed a digest, in WebAssembly: a fifth of the processor time of the JavaScript one, and the same answers.
 * An address comes in lower case, since its checksum costs a hash.
 */
export const recoverAccount: RecoverAccount = (digest, signature) => {
  const bit = signature.byteLength === KEY_SIGNATURE_BYTES ? toRecoveryBit(signature[64] as number) : null;
  if (bit === null) return null;
  try {
    const key = recover(hexToBytes(digest), signature.subarray(0, 64), bit, false);
    return key && `0x${keccak256(key.subarray(1)).slice(-40)}`;
  } catch {
    // It throws for numbers that are no point's; they are nobody's signature.
    return null;
  }
};

/** Ethereum writes 27 and 28, some signers 0 and 1. */
function toRecoveryBit(byte: number): 0 | 1 | null {
  const bit = byte >= 27 ? byte - 27 : byte;
  return bit === 0 || bit === 1 ? bit : null;
}

/** The account of a key, whose signatures of statements are made in WebAssembly; they are the same (RFC 6979). */
export function toAccount(privateKey: Hex): LocalAccount {
  const key = hexToBytes(privateKey);
  const account = privateKeyToAccount(privateKey);
  const sign = async ({ hash }: { readonly hash: Hex }): Promise<Hex> => {
    const { signature, recoveryId } = signRecoverable(hexToBytes(hash), key);
    return `${bytesToHex(signature)}${recoveryId === 0 ? '1b' : '1c'}`;
  };
  return {
    ...account,
    sign,
    signTypedData: async (typedData) => sign({ hash: digestTypedData(typedData as Signable) }),
  };
}
