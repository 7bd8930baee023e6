import type { Context } from 'hono';
import { z } from 'zod';
import { ApiError } from './errors.ts';

/** Reads and checks a request's JSON. @throws ApiError */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const value: unknown = await context.req.json().catch((cause: unknown) => {
    throw new ApiError(400, 'bad-request', 'The body is not JSON.', { cause });
  });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  throw new ApiError(400, 'bad-request', `The request was refused: ${reason}`, { cause: parsed.error });
}
