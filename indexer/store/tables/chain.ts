import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

/** Blocks we have seen, to notice when the chain has another history. Not part of the digest. */
export const blockMark = pgTable('block_mark', {
  number: whole('number').primaryKey(),
  hash: text('hash').notNull(),
  time: whole('time').notNull(),
});

/** What the index was made from: a different deployment needs a different index. */
export const origin = pgTable('origin', { name: text('name').primaryKey(), value: text('value').notNull() });

export const chainEvent = pgTable(
  'chain_event',
  {
    ...position(),
    contract: text('contract').notNull(),
    name: text('name').notNull(),
    arguments: jsonb('arguments').notNull(),
  },
  (t) => [primaryKey({ columns: [t.block, t.logIndex] })],
);
