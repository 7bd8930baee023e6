import type { Address } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { address, count, longDecimal } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock } from './block.ts';

/** What an operator was credited, all time, at the cutoff of a root; one leaf of its tree. */
export type CreditRow = { readonly operatorId: bigint; readonly account: Address; readonly units: bigint };

const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('tilth/credits'),
  /** Unix seconds. */
  cutoff: count,
  rows: z.array(z.tuple([longDecimal, address, longDecimal])).min(1),
});

/** Encodes the rows behind a root of verified work. */
export function encodeCreditList(cutoff: number, rows: readonly CreditRow[]): Block {
  const written = rows.map(({ operatorId, account, units }) => [`${operatorId}`, account.toLowerCase(), `${units}`]);
  return encodeBlock({ v: 1, kind: 'tilth/credits', cutoff, rows: written });
}

/** Reads a published list of rows. @throws BadCreditListError */
export function decodeCreditList(bytes: Uint8Array): readonly CreditRow[] {
  const { rows } = decodeBlock({ schema, refuse: (cause) => new BadCreditListError(cause) }, bytes);
  return rows.map(([operatorId, account, units]) => ({
    operatorId: BigInt(operatorId),
    account,
    units: BigInt(units),
  }));
}

/** Bytes that are no list of credits. */
export class BadCreditListError extends BaseError {
  override readonly name = 'BadCreditListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of verified work.', { cause });
  }
}
