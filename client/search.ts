import { type SearchAnswer, type SearchRequest, searchAnswer } from '../protocol/http/search.ts';
import type { Connection } from './connection.ts';
import { askGates } from './gateway.ts';
import { showSession } from './showSession.ts';

/** A query, and among which texts it is looked for. */
export type SearchOptions = Omit<SearchRequest, 'tilth'> & {
  /** Lets a verifier see this query. */
  readonly audit?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * Finds passages of deposits that match a query, the best first.
 * @throws GateRefusedError
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { passages } = await client.search({ query: 'millstones', register: 'oral', limit: 3 });
 * for (const { deposit, text } of passages) console.log(deposit, text);
 */
export async function search(
  connection: Connection,
  { signal, audit, ...query }: SearchOptions,
): Promise<SearchAnswer> {
  const body = audit === undefined ? query : { ...query, tilth: { audit } };
  const { headersFor, pay } = await showSession(connection);
  const shown = headersFor && { headersFor };
  const answer = await askGates(connection.endpoints.apiUrls, {
    path: '/v1/search',
    schema: searchAnswer,
    body,
    signal,
    ...shown,
  });
  await pay(answer.tilth);
  return answer;
}
