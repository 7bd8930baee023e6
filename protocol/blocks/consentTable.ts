import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { TIERS } from '../manifest/tier.ts';
import { type Block, decodeBlock, encodeBlock } from './block.ts';

/** A deposit's identifier, the tier in force, and whether it is withdrawn. */
const row = z.tuple([z.string(), z.enum(TIERS), z.boolean()]);

const schema = z.strictObject({ v: z.literal(1), kind: z.literal('tilth/consent'), rows: z.array(row) });

/** What was allowed for one deposit at the block of a snapshot. */
export type ConsentRow = z.infer<typeof row>;

/** Encodes the consent in force, sorted by identifier; its digest is a run's consent root. */
export function encodeConsentTable(rows: readonly ConsentRow[]): Block {
  return encodeBlock({ v: 1, kind: 'tilth/consent', rows });
}

/** Reads a consent table that came from outside. @throws BadConsentTableError */
export function decodeConsentTable(bytes: Uint8Array): readonly ConsentRow[] {
  return decodeBlock({ schema, refuse: (cause) => new BadConsentTableError(cause) }, bytes).rows;
}

/** Bytes that are no consent table. */
export class BadConsentTableError extends BaseError {
  override readonly name = 'BadConsentTableError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a consent table.', { cause });
  }
}
