import { pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export const expert = pgTable('expert', {
  ...position(),
  id: whole('id').primaryKey(),
  operatorId: whole('operator_id').notNull(),
  domain: text('domain').notNull(),
});

export const expertManifest = pgTable('expert_manifest', {
  ...position(),
  expertId: whole('expert_id').notNull(),
  manifestHash: text('manifest_hash').notNull(),
  uri: text('uri').notNull(),
  cid: text('cid'),
});

export const expertRetirement = pgTable('expert_retirement', { ...position(), expertId: whole('expert_id').notNull() });
