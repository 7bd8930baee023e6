import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position } from './columns.ts';

export const creditMint = pgTable('credit_mint', {
  ...position(),
  account: text('account').notNull(),
  kind: integer('kind').notNull(),
  amount: numeric('amount').notNull(),
  cause: text('cause').notNull(),
});
