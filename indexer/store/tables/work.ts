import { boolean, integer, jsonb, numeric, pgTable, text } from 'drizzle-orm/pg-core';
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

/** An audit of a sealed epoch or of a run; `number` is the epoch, or the run. */
export const audit = pgTable('audit', {
  ...position(),
  key: text('key').notNull(),
  operatorId: whole('operator_id').notNull(),
  number: whole('number').notNull(),
  isRun: boolean('is_run').notNull(),
  seed: text('seed').notNull(),
});

export const auditPanel = pgTable('audit_panel', {
  ...position(),
  key: text('key').notNull(),
  /** 1 the first panel, 2 others in silent seats, 3 a large panel. */
  stage: integer('stage').notNull(),
  verifiers: jsonb('verifiers').$type<readonly number[]>().notNull(),
  commitUntil: whole('commit_until').notNull(),
  revealUntil: whole('reveal_until').notNull(),
});

/** What else happened in an audit, and to which verifier. */
export const auditStep = pgTable('audit_step', {
  ...position(),
  key: text('key').notNull(),
  step: text('step', { enum: ['clean', 'rejected', 'fault', 'silent', 'contradicted'] }).notNull(),
  verifierId: whole('verifier_id'),
});

export const verdictCommit = pgTable('verdict_commit', {
  ...position(),
  key: text('key').notNull(),
  verifierId: whole('verifier_id').notNull(),
  commitment: text('commitment').notNull(),
});

export const verdictReveal = pgTable('verdict_reveal', {
  ...position(),
  key: text('key').notNull(),
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

/** Units that the ledger gave an operator, or took back: below zero then. */
export const workChange = pgTable('work_change', {
  ...position(),
  operatorId: whole('operator_id').notNull(),
  units: numeric('units').notNull(),
});
