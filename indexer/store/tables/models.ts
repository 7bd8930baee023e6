import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const base = pgTable('base', {
  ...position(),
  id: whole('id').primaryKey(),
  operatorId: whole('operator_id').notNull(),
  weightsHash: text('weights_hash').notNull(),
  uri: text('uri').notNull(),
});

export const adapter = pgTable('adapter', {
  ...position(),
  id: whole('id').primaryKey(),
  runId: whole('run_id').notNull(),
  baseModelId: whole('base_model_id').notNull(),
  listRoot: text('list_root').notNull(),
  attributionRoot: text('attribution_root').notNull(),
  evaluationHash: text('evaluation_hash').notNull(),
  weightsHash: text('weights_hash').notNull(),
  uri: text('uri').notNull(),
  cid: text('cid'),
});

export const attributionClaim = pgTable('attribution_claim', {
  ...position(),
  modelId: whole('model_id').notNull(),
  identityId: whole('identity_id').notNull(),
  shareBp: integer('share_bp').notNull(),
});
