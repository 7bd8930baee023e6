import { createCipheriv, createDecipheriv, randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import { type Hex, hexToBytes, keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const hex = z.string().regex(/^([0-9a-fA-F]{2})+$/);
const scryptParameters = z.object({
  n: z
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(16),
  dklen: z.literal(32),
  salt: hex,
});
const keystoreSchema = z.object({
  version: z.literal(3),
  crypto: z.object({
    cipher: z.literal('aes-128-ctr'),
    cipherparams: z.object({ iv: hex }),
    ciphertext: hex,
    kdf: z.literal('scrypt'),
    kdfparams: scryptParameters,
    mac: hex,
  }),
});

/** Modest on purpose: a node's password is random bytes in a file, not a word that a person remembers. */
const COST = { n: 2 ** 13, r: 8, p: 1, dklen: 32 } as const;

/** Encrypts a private key as a Web3 Secret Storage file (version 3), which every Ethereum wallet reads. */
export function encryptKey(privateKey: Hex, password: string): string {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = derive(password, { ...COST, salt: salt.toString('hex') });
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()]);
  return JSON.stringify({
    version: 3,
    id: randomUUID(),
    address: privateKeyToAccount(privateKey).address.slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { ...COST, salt: salt.toString('hex') },
      mac: mac(derived, ciphertext).toString('hex'),
    },
  });
}

/** Opens a Web3 Secret Storage file. @throws BadKeystoreError, WrongPasswordError */
export function decryptKey(json: string, password: string, path: string): Hex {
  const { crypto } = parse(json, path);
  const derived = derive(password, crypto.kdfparams);
  const ciphertext = Buffer.from(crypto.ciphertext, 'hex');
  const expected = Buffer.from(crypto.mac, 'hex');
  const found = mac(derived, ciphertext);
  if (expected.byteLength !== found.byteLength || !timingSafeEqual(expected, found)) throw new WrongPasswordError(path);
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), Buffer.from(crypto.cipherparams.iv, 'hex'));
  return `0x${Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('hex')}`;
}

function parse(json: string, path: string): z.infer<typeof keystoreSchema> {
  try {
    const file = JSON.parse(json) as { crypto?: unknown; Crypto?: unknown };
    // ethers writes the name with a capital.
    return keystoreSchema.parse({ ...file, crypto: file.crypto ?? file.Crypto });
  } catch (cause) {
    throw new BadKeystoreError(path, cause);
  }
}

function derive(password: string, parameters: z.infer<typeof scryptParameters>): Buffer {
  const { n, r, p, dklen, salt } = parameters;
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return scryptSync(Buffer.from(password.normalize('NFKC'), 'utf8'), Buffer.from(salt, 'hex'), dklen, options);
}

function mac(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext]), 'bytes'));
}

export class BadKeystoreError extends BaseError {
  override readonly name = 'BadKeystoreError';
  override readonly kind = 'invalid';
  constructor(path: string, cause: unknown) {
    super('This is not an encrypted account file.', {
      values: { path },
      hint: 'It must be Web3 Secret Storage, version 3, with scrypt. Put back a copy, or name another file in config.json.',
      cause,
    });
  }
}

export class WrongPasswordError extends BaseError {
  override readonly name = 'WrongPasswordError';
  override readonly kind = 'forbidden';
  constructor(path: string) {
    super('The password does not open the account file.', {
      values: { path },
      hint: 'Check the password file named in config.json, or TILTH_PASSWORD.',
    });
  }
}
