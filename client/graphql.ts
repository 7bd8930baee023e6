import { BaseError } from '../protocol/errors/BaseError.ts';

/** Asks the indexer. @throws IndexRefusedError with GraphQL's own message */
export async function queryIndex<T>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(15_000),
  });
  const body = (await response.json()) as { data?: T; errors?: readonly { message: string }[] };
  if (!body.data || body.errors)
    throw new IndexRefusedError(url, body.errors?.map((it) => it.message).join('; ') ?? 'no data');
  return body.data;
}

export class IndexRefusedError extends BaseError {
  override readonly name = 'IndexRefusedError';
  override readonly kind = 'refused';
  constructor(url: string, reason: string) {
    super('The indexer refused the question.', { values: { url, reason } });
  }
}
