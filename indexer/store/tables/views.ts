import { boolean, integer, jsonb, numeric, pgView, text } from 'drizzle-orm/pg-core';
import { whole } from './columns.ts';

/** A deposit whose manifest is held: its CORE, its first anchored place, and its consent in force. */
export const deposit = pgView('deposit', {
  key: text('key').notNull(),
  id: text('id').notNull(),
  label: text('label').notNull(),
  register: text('register').notNull(),
  tier: text('tier').notNull(),
  declaredTier: text('declared_tier').notNull(),
  language: text('language').notNull(),
  bytes: integer('bytes').notNull(),
  contributor: text('contributor').notNull(),
  contributorId: text('contributor_id').notNull(),
  createdAt: whole('created_at').notNull(),
  licence: text('licence').notNull(),
  production: text('production').notNull(),
  lineage: jsonb('lineage').$type<readonly { kind: string; deposit: string }[]>().notNull(),
  notice: text('notice').notNull(),
  ciphertext: text('ciphertext').notNull(),
  logId: whole('log_id').notNull(),
  index: whole('index').notNull(),
  anchoredRoot: text('anchored_root').notNull(),
  anchoredSize: whole('anchored_size').notNull(),
  anchoredAt: whole('anchored_at').notNull(),
  anchoredBlock: whole('anchored_block').notNull(),
  transaction: text('transaction').notNull(),
  withdrawnAt: whole('withdrawn_at'),
}).existing();

/** An operator with its stake as the last event left it. */
export const operatorState = pgView('operator_state', {
  block: whole('block').notNull(),
  logIndex: integer('log_index').notNull(),
  time: whole('time').notNull(),
  id: whole('id').notNull(),
  account: text('account').notNull(),
  group: text('group').notNull(),
  stake: numeric('stake').notNull(),
  active: boolean('active').notNull(),
}).existing();

/** An identity as its last events left it. `valid` does not look at the clock: compare both times too. */
export const identityState = pgView('identity_state', {
  block: whole('block').notNull(),
  logIndex: integer('log_index').notNull(),
  time: whole('time').notNull(),
  id: whole('id').notNull(),
  account: text('account').notNull(),
  kind: integer('kind').notNull(),
  scheme: text('scheme').notNull(),
  validUntil: whole('valid_until').notNull(),
  revoked: boolean('revoked').notNull(),
  valid: boolean('valid').notNull(),
  suspendedUntil: whole('suspended_until'),
}).existing();

/** An expert with its last manifest. */
export const expertState = pgView('expert_state', {
  block: whole('block').notNull(),
  logIndex: integer('log_index').notNull(),
  time: whole('time').notNull(),
  id: whole('id').notNull(),
  operatorId: whole('operator_id').notNull(),
  domain: text('domain').notNull(),
  manifestHash: text('manifest_hash').notNull(),
  uri: text('uri').notNull(),
  cid: text('cid'),
  updatedAt: whole('updated_at').notNull(),
  active: boolean('active').notNull(),
  manifest: jsonb('manifest').$type<Readonly<Record<string, unknown>>>(),
}).existing();

/** Lifetime credits of an identity, by the account that acts for it now. */
export const creditAccount = pgView('credit_account', {
  account: text('account').notNull(),
  identityId: whole('identity_id').notNull(),
  contribution: numeric('contribution').notNull(),
  compute: numeric('compute').notNull(),
  stewardship: numeric('stewardship').notNull(),
}).existing();

/** Bases and adapters together. */
export const model = pgView('model', {
  block: whole('block').notNull(),
  logIndex: integer('log_index').notNull(),
  time: whole('time').notNull(),
  transaction: text('transaction').notNull(),
  id: whole('id').notNull(),
  kind: text('kind').notNull(),
  operatorId: whole('operator_id').notNull(),
  weightsHash: text('weights_hash').notNull(),
  uri: text('uri').notNull(),
  runId: whole('run_id'),
  baseModelId: whole('base_model_id'),
  policyId: whole('policy_id'),
  listRoot: text('list_root'),
  attributionRoot: text('attribution_root'),
  evaluationHash: text('evaluation_hash'),
  card: jsonb('card').$type<Readonly<Record<string, unknown>>>(),
}).existing();
