import { readFileSync } from 'node:fs';
import { Wallet } from 'ethers';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { fromAccount, type Signer } from '../../client/signer.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';

export type AccountFlags = { readonly as?: string; readonly keyFile?: string };

/**
 * Whoever a command signs as: an encrypted key file (password in TILTH_PASSWORD), or on a local commons one of its public
 * test accounts by name.
 * @throws NoAccountError, KeyFileError
 */
export async function signerFor({ development }: Configuration, flags: AccountFlags): Promise<Signer> {
  if (flags.keyFile) return fromAccount(privateKeyToAccount(await privateKeyFromFile(flags.keyFile)));
  const accounts = development?.accounts ?? [];
  const found = accounts.find((it) => it.name === (flags.as ?? 'visitor'));
  if (!found) throw new NoAccountError(accounts.map((it) => it.name));
  return fromAccount(privateKeyToAccount(found.privateKey));
}

/** The private key of an encrypted key file, whose password is in TILTH_PASSWORD. @throws KeyFileError */
export async function privateKeyFromFile(file: string): Promise<Hex> {
  const password = process.env.TILTH_PASSWORD;
  if (!password) throw new KeyFileError(file, 'set TILTH_PASSWORD to its password');
  try {
    const wallet = await Wallet.fromEncryptedJson(readFileSync(file, 'utf8'), password);
    return wallet.privateKey as Hex;
  } catch (cause) {
    throw new KeyFileError(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

export class NoAccountError extends BaseError {
  override readonly name = 'NoAccountError';
  override readonly kind = 'forbidden';
  constructor(known: readonly string[]) {
    const names = known.length > 0 ? `--as ${known.join('|')}, or ` : '';
    super('No account to sign with.', { hint: `Use ${names}--key-file FILE (make one with "tilth wallet new").` });
  }
}

export class KeyFileError extends BaseError {
  override readonly name = 'KeyFileError';
  override readonly kind = 'invalid';
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The key file cannot be opened: ${reason}.`, { values: { file }, cause });
  }
}
