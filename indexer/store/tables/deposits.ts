import { boolean, integer, jsonb, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const head = pgTable('head', {
  ...position(),
  logId: whole('log_id').notNull(),
  size: whole('size').notNull(),
  root: text('root').notNull(),
  previous: text('previous').notNull(),
  uri: text('uri').notNull(),
});

/** A batch of leaves that was fetched and leads to its head's root. */
export const batch = pgTable('batch', {
  block: whole('block').notNull(),
  logId: whole('log_id').notNull(),
  size: whole('size').notNull(),
  start: whole('start').notNull(),
  cid: text('cid').notNull(),
  frontier: jsonb('frontier').$type<readonly `0x${string}`[]>().notNull(),
});

export const leaf = pgTable('leaf', {
  block: whole('block').notNull(),
  logId: whole('log_id').notNull(),
  index: whole('index').notNull(),
  size: whole('size').notNull(),
  key: text('key').notNull(),
  cid: text('cid').notNull(),
  /** What its contributor signed, as the batch says. */
  signedAt: whole('signed_at').notNull(),
  expiresAt: whole('expires_at').notNull(),
  signature: text('signature').$type<`0x${string}`>().notNull(),
});

/** Whether a leaf is a deposit: whether its contributor signed it. */
export const leafCheck = pgTable('leaf_check', {
  block: whole('block').notNull(),
  logId: whole('log_id').notNull(),
  index: whole('index').notNull(),
  holds: boolean('holds').notNull(),
  /** Empty for a deposit. */
  reason: text('reason').notNull(),
});

/** The public manifest of a deposit, as its CORE says. */
export const core = pgTable('core', {
  key: text('key').primaryKey(),
  id: text('id').notNull(),
  label: text('label').notNull(),
  register: text('register').notNull(),
  declaredTier: text('declared_tier').notNull(),
  language: text('language').notNull(),
  bytes: integer('bytes').notNull(),
  contributor: text('contributor').notNull(),
  /** The same account as the manifest writes it: did:pkh. */
  contributorId: text('contributor_id').notNull(),
  createdAt: whole('created_at').notNull(),
  licence: text('licence').notNull(),
  production: text('production').notNull(),
  lineage: jsonb('lineage').$type<readonly { kind: string; deposit: string }[]>().notNull(),
  notice: text('notice').notNull(),
  ciphertext: text('ciphertext').notNull(),
});

export const withdrawal = pgTable('withdrawal', {
  ...position(),
  deposit: text('deposit').notNull(),
  depositor: text('depositor').notNull(),
});

export const tierChange = pgTable('tier_change', {
  ...position(),
  deposit: text('deposit').notNull(),
  depositor: text('depositor').notNull(),
  tier: text('tier').notNull(),
  nonce: numeric('nonce').notNull(),
});
