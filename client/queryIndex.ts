import { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { requestJson } from './request.ts';

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** One question to the index: its text, the shape of the answer, and what it is about. */
export type IndexQuestion<T> = {
  readonly query: string;
  readonly schema: z.ZodType<T>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
};

const TIMEOUT_MS = 15_000;

/** Asks the index (GraphQL) and checks the answer. @throws IndexRefusedError, GateRefusedError */
export async function queryIndex<T>(url: string, question: IndexQuestion<T>): Promise<T> {
  const { query, schema, variables = {}, signal } = question;
  const answer = await requestJson(url, envelope, { body: { query, variables }, timeoutMs: TIMEOUT_MS, signal });
  if (answer.errors?.[0]) throw new IndexRefusedError(answer.errors.map(({ message }) => message).join('; '));
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return parsed.data;
  throw new IndexRefusedError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
}

/** The index refused a question, or answered something else than was asked. */
export class IndexRefusedError extends BaseError {
  override readonly name = 'IndexRefusedError';
  override readonly kind = 'refused';
  constructor(reason: string, cause?: unknown) {
    super(`The index did not answer the question: ${reason}`, {
      hint: 'It may still be catching up with the chain.',
      cause,
    });
  }
}
