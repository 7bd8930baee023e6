import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { whole } from './columns.ts';

/** A block of content that some event points to. */
export const wantedBlock = pgTable('wanted_block', {
  block: whole('block').notNull(),
  cid: text('cid').notNull(),
  kind: text('kind', { enum: ['expert', 'snapshot', 'card'] }).notNull(),
});

/** Content that was fetched and fits its CID, as JSON. */
export const document = pgTable('document', {
  cid: text('cid').primaryKey(),
  content: jsonb('content').$type<Readonly<Record<string, unknown>>>().notNull(),
});

/** What a snapshot or card says about the logs it was taken from. */
export const snapshotLog = pgTable('snapshot_log', {
  cid: text('cid').notNull(),
  logId: whole('log_id').notNull(),
  size: whole('size').notNull(),
});

/** A deposit that a card names as trained on. */
export const cardDeposit = pgTable('card_deposit', {
  cid: text('cid').notNull(),
  deposit: text('deposit').notNull(),
  bytes: whole('bytes'),
});

/** Failed fetches and refused content. Not part of the digest: it says how we fared, not what is. */
export const fetchAttempt = pgTable('fetch_attempt', {
  cid: text('cid').primaryKey(),
  kind: text('kind').notNull(),
  attempts: integer('attempts').notNull(),
  /** Unix milliseconds; null when the content was refused for good. */
  nextAt: whole('next_at'),
  reason: text('reason').notNull(),
});
