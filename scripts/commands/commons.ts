import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Wallet } from 'ethers';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { fetchConfiguration } from '../../client/connection.ts';
import { type Client, createClient } from '../../client/createClient.ts';
import { fromAccount, type Signer } from '../../client/signer.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { utc } from '../../protocol/errors/refusals/table.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { plain, plainJson } from '../../protocol/plain.ts';

export type CommonsFlags = { readonly commons: string; readonly json?: boolean };

/** Adds the flags of a command that looks at a commons. */
export function looksAtCommons(command: Command): Command {
  return command
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--json', 'one JSON object on standard output');
}

/** Adds the flags of a command that acts in a commons with someone's key. */
export function actsInCommons(command: Command): Command {
  return looksAtCommons(command)
    .option('--as <name>', 'test account of a local commons')
    .option('--key-file <file>', 'encrypted key file');
}

/** Opens the commons that the flags name, to look at it. */
export function openCommons(flags: CommonsFlags): Promise<Client> {
  return createClient({ url: flags.commons });
}

/** Opens the commons that the flags name, to act in it. @throws NoAccountError, KeyFileError */
export async function enterCommons(flags: CommonsFlags & AccountFlags): Promise<Client> {
  const configuration = await fetchConfiguration(flags.commons);
  return createClient({ endpoints: configuration, signer: await signerFor(configuration, flags) });
}

export type AccountFlags = { readonly as?: string; readonly keyFile?: string };

/**
 * Whoever a command signs as: an encrypted key file (password in TILTH_PASSWORD), or on a local commons one of its public
 * test accounts by name.
 * @throws NoAccountError, KeyFileError
 */
async function signerFor({ development }: Configuration, flags: AccountFlags): Promise<Signer> {
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

/** Writes a result: one JSON object for machines, or lines for people. */
export function print(result: Readonly<Record<string, unknown>>, json: boolean): void {
  const lines = json ? [toJson(result)] : toLines(result).map(plain);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Numbers of the chain are written as they are; JSON has no larger ones than a program's own, so they become words. */
function toJson(value: unknown): string {
  return plainJson(JSON.stringify(value, (_, it: unknown) => (typeof it === 'bigint' ? it.toString() : it)));
}

/** `key: value` lines; what a key holds of its own stands below it, further in. */
export function toLines(result: object): readonly string[] {
  return Object.entries(result).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return continued(`${key}: ${toText(key, value)}`);
    if (Object.keys(value).length === 0) return [`${key}: none`];
    if (!Array.isArray(value)) return [`${key}:`, ...indent(toLines(value))];
    return [`${key}:`, ...value.flatMap(toItem)];
  });
}

/** An item of a list: what holds more than one value takes more than one line, the first with a dash. */
function toItem(item: unknown): readonly string[] {
  if (typeof item !== 'object' || item === null) return indent(continued(`- ${toText('', item)}`));
  const [first = '', ...rest] = toLines(item);
  return [`  - ${first}`, ...indent(indent(rest))];
}

/** Words of more than one line: those below the first are marked, so that none looks like a value of ours. */
function continued(text: string): readonly string[] {
  return text.split('\n').map((line, i) => (i === 0 ? line : `  | ${line}`));
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** Keys whose numbers are moments of the chain. */
const MOMENTS = /^(until|ends|at|.*(From|Until|Ends|At))$/;

function toText(key: string, value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const isMoment = (typeof value === 'bigint' || typeof value === 'number') && MOMENTS.test(key);
  if (!isMoment) return String(value);
  return value > 0 ? utc(value) : 'none';
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
