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
  change: text('change', { enum: ['renewed', 'lapsed', 'revoked'] }).notNull(),
  validUntil: whole('valid_until'),
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

export const operatorNode = pgTable('operator_node', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  peerKey: text('peer_key').notNull(),
  peerId: text('peer_id'),
  endpoints: text('endpoints'),
  bound: integer('bound').notNull(),
});
