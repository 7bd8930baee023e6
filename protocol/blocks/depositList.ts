import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';

const schema = z.array(z.string().startsWith('sub:').max(120)).max(100_000);

/** Encodes the identifiers of the deposits that an expert was built from; their order does not matter. */
export async function encodeDepositList(ids: readonly string[]): Promise<{ bytes: Uint8Array; cid: CID }> {
  const bytes = dagCbor.encode(schema.parse([...new Set(ids)].sort()));
  return { bytes, cid: CID.createV1(dagCbor.code, await sha256.digest(bytes)) };
}

/** Reads a deposit list that came from outside. @throws BadDepositListError */
export function decodeDepositList(bytes: Uint8Array): readonly string[] {
  try {
    return schema.parse(dagCbor.decode(bytes));
  } catch (cause) {
    throw new BadDepositListError(cause);
  }
}

export class BadDepositListError extends BaseError {
  override readonly name = 'BadDepositListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of deposits.', { cause });
  }
}
