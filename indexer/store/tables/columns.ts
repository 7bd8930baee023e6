import { bigint, integer, text } from 'drizzle-orm/pg-core';

/** A whole number that JavaScript holds exactly: block numbers, ids, seconds. */
export const whole = (name: string) => bigint(name, { mode: 'number' });

/** Where a row comes from. Rows are only ever added, so undoing a block is deleting the rows above it. */
export const position = () => ({
  block: whole('block').notNull(),
  logIndex: integer('log_index').notNull(),
  time: whole('time').notNull(),
  transaction: text('transaction').notNull(),
});
