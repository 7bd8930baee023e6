import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const refusal = z.object({ error: z.object({ message: z.string(), code: z.string().nullish() }) });

export type RequestOptions = {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/** Sends a request and gives the response when the server accepted it. @throws RequestFailedError */
export async function request(url: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  }).catch((cause) => {
    if (signal?.aborted) throw cause;
    throw new RequestFailedError('The server does not answer.', { url, status: 0, cause });
  });
  if (response.ok) return response;
  const parsed = refusal.safeParse(await response.json().catch(() => null));
  const sentence = parsed.success ? parsed.data.error.message : `The server answered ${response.status}.`;
  throw new RequestFailedError(sentence, { url, status: response.status });
}

/** Sends a request and checks the JSON answer. @throws RequestFailedError */
export async function requestJson<T>(url: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
  const response = await request(url, options);
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not JSON'}`;
  throw new RequestFailedError(`The server's answer was not understood (${reason}).`, { url, status: response.status });
}

export class RequestFailedError extends BaseError {
  override readonly name = 'RequestFailedError';
  override readonly kind = 'unavailable';
  readonly status: number;
  constructor(sentence: string, options: { url: string; status: number; cause?: unknown }) {
    super(sentence, { values: { url: options.url, status: options.status }, cause: options.cause });
    this.status = options.status;
  }
}
