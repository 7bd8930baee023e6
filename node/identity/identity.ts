import { hkdfSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { type Hex, hexToBytes } from 'viem';
import { generatePrivateKey, type LocalAccount, privateKeyToAccount } from 'viem/accounts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { decryptKey, encryptKey } from './keystore.ts';

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
  readonly peerKey: PrivateKey;
  /** Seals content keys at rest. */
  readonly storageKey: Uint8Array;
  /** Keys the hashes by which exact duplicates are found. */
  readonly duplicateKey: Uint8Array;
};

/** Opens a node's keys; a missing file is made anew. @throws WrongPasswordError, BadKeystoreError, BadPeerKeyError */
export async function openIdentity(files: IdentityFiles): Promise<Identity> {
  const privateKey = existsSync(files.accountFile)
    ? decryptKey(readFileSync(files.accountFile, 'utf8'), files.password, files.accountFile)
    : createAccount(files, generatePrivateKey());
  return {
    account: privateKeyToAccount(privateKey),
    peerKey: await openPeerKey(files.peerKeyFile),
    storageKey: deriveKey(privateKey, 'tilth storage key'),
    duplicateKey: deriveKey(privateKey, 'tilth duplicate key'),
  };
}

/** Writes an existing private key as a node's account file. */
export function createAccount(files: Pick<IdentityFiles, 'accountFile' | 'password'>, privateKey: Hex): Hex {
  writeSecret(files.accountFile, encryptKey(privateKey, files.password));
  return privateKey;
}

async function openPeerKey(path: string): Promise<PrivateKey> {
  if (!existsSync(path)) {
    const made = await generateKeyPair('Ed25519');
    writeSecret(path, privateKeyToProtobuf(made));
    return made;
  }
  try {
    return privateKeyFromProtobuf(readFileSync(path));
  } catch (cause) {
    throw new BadPeerKeyError(path, cause);
  }
}

function writeSecret(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function deriveKey(privateKey: Hex, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', hexToBytes(privateKey), new Uint8Array(), purpose, 32));
}

export class BadPeerKeyError extends BaseError {
  override readonly name = 'BadPeerKeyError';
  constructor(path: string, cause: unknown) {
    super('The peer key file cannot be read.', {
      values: { path },
      hint: 'Put back a copy. Without one, delete it: the node gets a new peer id and must be bound on chain again.',
      cause,
    });
  }
}
