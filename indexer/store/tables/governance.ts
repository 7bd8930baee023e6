import { integer, jsonb, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

export type ProposedAction = {
  readonly target: `0x${string}`;
  readonly value: string;
  readonly calldata: `0x${string}`;
};

export const proposal = pgTable('proposal', {
  ...position(),
  id: numeric('id').primaryKey(),
  proposer: text('proposer').notNull(),
  actions: jsonb('actions').$type<readonly ProposedAction[]>().notNull(),
  voteStart: whole('vote_start').notNull(),
  voteEnd: whole('vote_end').notNull(),
  description: text('description').notNull(),
});

export const proposalStep = pgTable('proposal_step', {
  ...position(),
  proposalId: numeric('proposal_id').notNull(),
  step: text('step', { enum: ['queued', 'executed', 'canceled', 'extended'] }).notNull(),
  /** Eta of a queued proposal, new deadline of an extended one. */
  at: whole('at'),
});

export const vote = pgTable('vote', {
  ...position(),
  proposalId: numeric('proposal_id').notNull(),
  voter: text('voter').notNull(),
  support: integer('support').notNull(),
  technicalSupport: integer('technical_support').notNull(),
  people: numeric('people').notNull(),
  technical: numeric('technical').notNull(),
});
