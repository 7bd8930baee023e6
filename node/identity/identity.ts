import { hkdfSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Hex, hexToBytes } from 'viem';
import { generatePrivateKey, type LocalAccount } from 'viem/accounts';
import { decryptKey, encryptKey } from './keystore.ts';
import { openPeerKey, type PeerKey, writeSecret } from './peerKeyFile.ts';
import { toAccount } from './secp256k1.ts';

export type IdentityFiles = {
  /** Encrypted EVM key (Web3 Secret Storage). */
  readonly accountFile: string;
  /** libp2p key, readable by this user only. */
  readonly peerKeyFile: string;
  readonly password: string;
};

/** Who a node is: its operator account, its peer key, and the keys under which its journal keeps secrets. */
export type Identity = {
  readonly account: LocalAccount;
  readonly peerKey: PeerKey;
  /** Locks content keys at rest. */
  readonly storageKey: Uint8Array;
  /** Keys the hashes by which exact duplicates are found. */
  readonly duplicateKey: Uint8Array;
  /** Keys the tags by which experts tell askers apart. */
  readonly askerKey: Uint8Array;
};

/** Opens a node's keys; a missing file is made anew. @throws WrongPasswordError, BadKeystoreError, BadPeerKeyError, PeerKeyTypeError */
export async function openIdentity(files: IdentityFiles): Promise<Identity> {
  const privateKey = existsSync(files.accountFile)
    ? decryptKey(readFileSync(files.accountFile, 'utf8'), files.password, files.accountFile)
    : createAccount(files, generatePrivateKey());
  return {
    account: toAccount(privateKey),
    peerKey: await openPeerKey(files.peerKeyFile),
    storageKey: deriveKey(privateKey, 'tilth storage key'),
    duplicateKey: deriveKey(privateKey, 'tilth duplicate key'),
    askerKey: deriveKey(privateKey, 'tilth asker key'),
  };
}

/** Writes an existing private key as a node's account file. */
export function createAccount(files: Pick<IdentityFiles, 'accountFile' | 'password'>, privateKey: Hex): Hex {
  writeSecret(files.accountFile, encryptKey(privateKey, files.password));
  return privateKey;
}

function deriveKey(privateKey: Hex, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', hexToBytes(privateKey), new Uint8Array(), purpose, 32));
}
