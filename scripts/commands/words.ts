import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { type Address, getAddress, isAddress } from 'viem';
import type { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** A word that follows a command: what it is called, what it means, and how it is read. */
export type Word<T> = {
  readonly name: string;
  readonly text: string;
  /** `before` is what the words before gave, where several follow each other. */
  // A method, so that words of any kind stand in one list.
  parse(value: string, before?: T): T;
};

/** A whole number without bounds, such as the number of a case. */
export function number(name: string, text: string): Word<bigint> {
  return { name, text, parse: parseNumber };
}

/** An account. */
export function account(name: string, text: string): Word<Address> {
  return { name, text, parse: parseAccount };
}

/** Any text. */
export function text(name: string, meaning: string): Word<string> {
  return { name, text: meaning, parse: (value) => value };
}

/** One or more words of a kind. */
export function several<T>({ name, text, parse }: Word<T>): Word<readonly T[]> {
  const dotted = name.replace('>', '...>').replace(']', '...]');
  return { name: dotted, text, parse: (value, before = []) => [...before, parse(value)] };
}

/** One of some words. */
export function oneOf<const T extends string>(name: string, words: readonly T[]): Word<T> {
  return { name, text: words.join(', '), parse: (value) => parseOneOf(words, value) };
}

/** A whole number without bounds. */
export function parseNumber(value: string): bigint {
  if (!/^\d{1,78}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return BigInt(value);
}

/** A whole number that fits a program's own numbers. */
export function parseSmall(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

/** An account, in its checked spelling. */
export function parseAccount(value: string): Address {
  if (!isAddress(value, { strict: false })) throw new InvalidArgumentError('It must be an address (0x and 40 digits).');
  return getAddress(value);
}

/** One of some words. */
export function parseOneOf<const T extends string>(words: readonly T[], value: string): T {
  const found = words.find((word) => word === value);
  if (!found) throw new InvalidArgumentError(`Choose one of: ${words.join(', ')}.`);
  return found;
}

/** Bytes as hex. */
export function parseHex(value: string): `0x${string}` {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(value)) throw new InvalidArgumentError('It must be hex that begins with 0x.');
  return value as `0x${string}`;
}

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time such as `30d`, `12h` or `90s`, in seconds. */
export function parseDuration(value: string): bigint {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(value) ?? [];
  if (!amount || !unit) throw new InvalidArgumentError('It must be a length of time such as 30d, 12h or 90s.');
  return BigInt(amount) * BigInt(SECONDS[unit as keyof typeof SECONDS]);
}

/** A moment such as `2027-03-01` or `2027-03-01T12:00Z`, in Unix seconds. */
export function parseMoment(value: string): bigint {
  const milliseconds = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new InvalidArgumentError('It must be a moment such as 2027-03-01.');
  return BigInt(Math.floor(milliseconds / 1000));
}

/** Reads something that another command printed. @throws BadFileError */
export function readFileAs<T>(file: string, schema: z.ZodType<T>, { what, hint }: { what: string; hint: string }): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new BadFileError(file, what, hint, cause);
  }
}

/** A file does not hold what a command was told that it holds. */
export class BadFileError extends BaseError {
  override readonly name = 'BadFileError';
  override readonly kind = 'invalid';
  constructor(file: string, what: string, hint: string, cause: unknown) {
    super(`This file holds no ${what}.`, { values: { file }, cause, hint });
  }
}
