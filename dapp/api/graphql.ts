import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { requestJson } from './requestJson.ts';

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** One question to the index: its text, the shape of the answer, and what it is about. */
export type GraphqlQuery<T> = {
  readonly query: string;
  readonly schema: z.ZodType<T>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
};

/** Asks the index and checks the answer. @throws IndexError, RequestFailedError */
export async function queryIndex<T>(url: string, question: GraphqlQuery<T>): Promise<T> {
  const { query, schema, variables = {}, signal } = question;
  const body = { query, variables };
  const answer = await requestJson(url, envelope, { method: 'POST', body, ...(signal ? { signal } : {}) });
  if (answer.errors?.[0]) throw new IndexError(answer.errors[0].message);
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return parsed.data;
  throw new IndexError(z.prettifyError(parsed.error).replaceAll('\n', ' '));
}

export class IndexError extends BaseError {
  override readonly name = 'IndexError';
  constructor(reason: string) {
    super(`The index did not answer the question: ${reason}`, { hint: 'It may still be catching up with the chain.' });
  }
}
