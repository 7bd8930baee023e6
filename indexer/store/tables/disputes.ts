import { numeric, pgTable, text } from 'drizzle-orm/pg-core';
import { position, whole } from './columns.ts';

/** An act of board or court that keeps something from use. */
export const restriction = pgTable('restriction', {
  ...position(),
  source: text('source', { enum: ['board', 'court'] }).notNull(),
  kind: text('kind').notNull(),
  subject: text('subject').notNull(),
  /** When it ends by itself; null when it does not, 0 where it was lifted. */
  until: whole('until'),
  caseId: numeric('case_id'),
});
