import { numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const sealedEpoch = pgTable('sealed_epoch', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  epoch: whole('epoch').notNull(),
  root: text('root').notNull(),
  count: whole('count').notNull(),
  units: numeric('units').notNull(),
  uri: text('uri').notNull(),
});

export const seedDraw = pgTable('seed_draw', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  epoch: whole('epoch').notNull(),
  seed: text('seed').notNull(),
});

export const verdictCommit = pgTable('verdict_commit', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  epoch: whole('epoch').notNull(),
  verifierId: whole('verifier_id').notNull(),
  commitment: text('commitment').notNull(),
});

export const verdictReveal = pgTable('verdict_reveal', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  epoch: whole('epoch').notNull(),
  verifierId: whole('verifier_id').notNull(),
  checked: whole('checked').notNull(),
  failed: whole('failed').notNull(),
  verdictRoot: text('verdict_root').notNull(),
  uri: text('uri').notNull(),
});

export const epochCredit = pgTable('epoch_credit', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  epoch: whole('epoch').notNull(),
  units: numeric('units').notNull(),
});
