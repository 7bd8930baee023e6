import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey, Secp256k1PrivateKey } from '@libp2p/interface';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** A node's libp2p key. It is secp256k1, so that the chain can check its signature when the node is bound. */
export type PeerKey = Secp256k1PrivateKey;

/** Opens a node's libp2p key; a missing file is made anew. @throws BadPeerKeyError, PeerKeyTypeError */
export async function openPeerKey(path: string): Promise<PeerKey> {
  if (!existsSync(path)) {
    const made = await generateKeyPair('secp256k1');
    writeSecret(path, privateKeyToProtobuf(made));
    return made;
  }
  const key = read(path);
  if (key.type !== 'secp256k1') throw new PeerKeyTypeError(path, key.type);
  return key;
}

/** Writes a file that only this user can read, whole or not at all. */
export function writeSecret(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function read(path: string): PrivateKey {
  try {
    return privateKeyFromProtobuf(readFileSync(path));
  } catch (cause) {
    throw new BadPeerKeyError(path, cause);
  }
}

export class BadPeerKeyError extends BaseError {
  override readonly name = 'BadPeerKeyError';
  override readonly kind = 'invalid';
  constructor(path: string, cause: unknown) {
    super('The peer key file cannot be read.', {
      values: { path },
      hint: 'Put back a copy. Without one, delete it: the node gets a new peer id and must be bound on chain again.',
      cause,
    });
  }
}

/** Files of the first version hold Ed25519 keys. */
export class PeerKeyTypeError extends BaseError {
  override readonly name = 'PeerKeyTypeError';
  override readonly kind = 'invalid';
  constructor(path: string, type: string) {
    super('The peer key is of a kind that the chain cannot check.', {
      values: { path, type, expected: 'secp256k1' },
      hint: 'Move the file away and start again: the node makes a new key and binds its new peer id on chain.',
    });
  }
}
