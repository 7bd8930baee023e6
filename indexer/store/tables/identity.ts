import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const identity = pgTable('identity', {
  ...position(),
  id: whole('id').primaryKey(),
  account: text('account').notNull(),
  kind: integer('kind').notNull(),
  scheme: text('scheme').notNull(),
  validUntil: whole('valid_until').notNull(),
});

export const identityChange = pgTable('identity_change', {
  ...position(),
  identityId: whole('identity_id').notNull(),
  change: text('change', { enum: ['renewed', 'lapsed', 'revoked', 'suspended'] }).notNull(),
  /** Of a suspension: when it ends. */
  validUntil: whole('valid_until'),
});

/** An identity that acts by another account from here on. */
export const rekey = pgTable('rekey', {
  ...position(),
  identityId: whole('identity_id').notNull(),
  oldAccount: text('old_account').notNull(),
  newAccount: text('new_account').notNull(),
});

export const operator = pgTable('operator', {
  ...position(),
  id: whole('id').primaryKey(),
  account: text('account').notNull(),
  group: text('group').notNull(),
  stake: numeric('stake').notNull(),
});

export const operatorStake = pgTable('operator_stake', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  change: text('change', { enum: ['bonded', 'unbonding', 'withdrawn'] }).notNull(),
  stake: numeric('stake'),
});

/** A part of a stake that a ruling burnt. */
export const operatorSlash = pgTable('operator_slash', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  amount: numeric('amount').notNull(),
  caseId: numeric('case_id').notNull(),
});

export const operatorNode = pgTable('operator_node', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  peerKey: text('peer_key').notNull(),
  peerId: text('peer_id'),
  endpoints: text('endpoints'),
  bound: integer('bound').notNull(),
});
