import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { type Block, decodeBlock, encodeBlock } from './block.ts';

const schema = z.array(z.string().startsWith('sub:').max(120)).max(100_000);

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
