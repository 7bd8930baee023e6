import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto';

/** A deposit's secrets in the clear. */
export type Secrets = { readonly key: Uint8Array; readonly salt: Uint8Array };

const NONCE = 12;
const TAG = 16;
const KEY = 32;

/** Locks content key and salt under the node's storage key (AES-256-GCM), bound to the deposit they belong to. */
export function lockSecrets(storageKey: Uint8Array, id: string, secrets: Secrets): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(storageKey), nonce).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(Buffer.concat([secrets.key, secrets.salt])), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, body, cipher.getAuthTag()]));
}

/** Opens what `lockSecrets` locked; throws when the box was altered or belongs to another deposit or node. */
export function unlockSecrets(storageKey: Uint8Array, id: string, locked: Uint8Array): Secrets {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(storageKey), locked.subarray(0, NONCE)).setAAD(
    Buffer.from(id),
  );
  decipher.setAuthTag(locked.subarray(-TAG));
  const clear = Buffer.concat([decipher.update(locked.subarray(NONCE, -TAG)), decipher.final()]);
  return { key: new Uint8Array(clear.subarray(0, KEY)), salt: new Uint8Array(clear.subarray(KEY)) };
}

/** The keyed hash by which this node finds exact duplicates; worthless to anyone without the key. */
export function hashText(duplicateKey: Uint8Array, text: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', createSecretKey(duplicateKey)).update(text).digest());
}
