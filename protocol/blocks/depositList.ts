import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { type Block, decodeBlock, encodeBlock } from './block.ts';

const MOST_DEPOSITS = 100_000;
const LONGEST_ID = 120;

/** Told at the first item that is none: a schema of items would complain of each. */
const schema = z.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.length <= MOST_DEPOSITS && value.every(isId),
  `must be a list of at most ${MOST_DEPOSITS} deposits`,
);

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('sub:') && value.length <= LONGEST_ID;
}

/** Encodes the identifiers of the deposits that an expert was built from; their order does not matter. */
export function encodeDepositList(ids: readonly string[]): Block {
  return encodeBlock(schema.parse([...new Set(ids)].sort()));
}

/** Reads a deposit list that came from outside. @throws BadDepositListError */
export function decodeDepositList(bytes: Uint8Array): readonly string[] {
  return decodeBlock({ schema, refuse: (cause) => new BadDepositListError(cause) }, bytes);
}

/** Bytes that are no list of deposits. */
export class BadDepositListError extends BaseError {
  override readonly name = 'BadDepositListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of deposits.', { cause });
  }
}
