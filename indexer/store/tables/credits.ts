import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const creditMint = pgTable('credit_mint', {
  ...position(),
  identityId: whole('identity_id').notNull(),
  kind: integer('kind').notNull(),
  amount: numeric('amount').notNull(),
  cause: text('cause').notNull(),
});
