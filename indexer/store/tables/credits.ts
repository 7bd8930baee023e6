import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

/** Compute credits of an operator, brought to what the ledger says it did. */
export const creditClaim = pgTable('credit_claim', {
  ...position(),
  identityId: whole('identity_id').notNull(),
  units: numeric('units').notNull(),
});

export const creditMint = pgTable('credit_mint', {
  ...position(),
  identityId: whole('identity_id').notNull(),
  kind: integer('kind').notNull(),
  amount: numeric('amount').notNull(),
  cause: text('cause').notNull(),
});
