import type { Context } from 'hono';
import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** Reads and checks a request's JSON. @throws ApiError 400 naming the field */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const value: unknown = await context.req.json().catch((cause: unknown) => {
    throw cause instanceof ApiError ? cause : new ApiError(400, 'bad-request', 'The body is not JSON.', { cause });
  });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  const { error: cause } = parsed;
  throw new ApiError(400, 'bad-request', `The request is not valid: ${field}: ${issue?.message}.`, { cause });
}
