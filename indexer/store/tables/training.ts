import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const policy = pgTable('policy', {
  ...position(),
  id: whole('id').primaryKey(),
  shares: jsonb('shares').$type<readonly number[]>().notNull(),
});

export const run = pgTable('run', {
  ...position(),
  id: whole('id').primaryKey(),
  operatorId: whole('operator_id').notNull(),
  baseModelId: whole('base_model_id').notNull(),
  policyId: whole('policy_id').notNull(),
  snapshotRoot: text('snapshot_root').notNull(),
  consentRoot: text('consent_root').notNull(),
  consentHead: text('consent_head').notNull(),
  uri: text('uri').notNull(),
  cid: text('cid'),
});

/** A run that an audit found clean. */
export const runVerification = pgTable('run_verification', { ...position(), runId: whole('run_id').notNull() });

export const runSeed = pgTable('run_seed', {
  ...position(),
  runId: whole('run_id').notNull(),
  seed: text('seed').notNull(),
});
