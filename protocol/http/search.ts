import { z } from 'zod';
import { passage } from '../messages/ask.ts';
import { ASKING_REFUSALS, answerRecord, tilthOptions } from './answerRecord.ts';
import { QUESTION_BODY_BYTES, type Route } from './route.ts';

/** Asks for passages of deposits. */
export const searchRequest = z.object({
  query: z.string().min(1).max(16_000),
  register: z
    .string()
    .regex(/^[a-z][a-z-]{0,58}$/)
    .optional(),
  limit: z.int().min(1).max(20).default(5),
  tilth: tilthOptions.optional(),
});

/** The request as a client writes it. */
export type SearchRequest = z.input<typeof searchRequest>;

/** Passages of deposits that match a query, the best first, and deposits that match and are not quoted (again today, or now). */
export const searchAnswer = z.object({
  query: z.string(),
  passages: z.array(passage.extend({ expert: z.string(), register: z.string() }).strip()),
  withheld: z.array(z.object({ deposit: z.string(), expert: z.string() })).default([]),
  tilth: answerRecord,
});

/** Passages as JSON shows them. */
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** The door to retrieval experts. */
export const searchRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/search',
    summary: 'Finds passages of deposits',
    body: searchRequest,
    maxBodyBytes: QUESTION_BODY_BYTES,
    answers: { 200: { says: 'Passages and where they came from', json: searchAnswer } },
    refusals: ASKING_REFUSALS,
  },
];
