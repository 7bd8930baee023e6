import { z } from 'zod';
import { label } from '../messages/ask.ts';
import { ASKING_REFUSALS, answerRecord, tilthOptions } from './answerRecord.ts';
import { QUESTION_BODY_BYTES, type Route } from './route.ts';

/** Asks which register a text is written in. */
export const classifyRequest = z.object({
  model: z.string().min(1).max(80).default('auto'),
  text: z.string().min(1).max(64_000),
  tilth: tilthOptions.optional(),
});

/** The request as a client writes it. */
export type ClassifyRequest = z.input<typeof classifyRequest>;

/** Which register a text is written in, and whether experts agree. */
export const classifyAnswer = z.object({ labels: z.array(label.strip()), tilth: answerRecord });

/** The answer as JSON shows it. */
export type ClassifyAnswer = z.infer<typeof classifyAnswer>;

/** The door to classifiers. */
export const classifyRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/classify',
    summary: 'Tells which register a text is written in',
    body: classifyRequest,
    maxBodyBytes: QUESTION_BODY_BYTES,
    answers: { 200: { says: 'Labels and where they came from', json: classifyAnswer } },
    refusals: ASKING_REFUSALS,
  },
];
