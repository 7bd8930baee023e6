import { type ClassifyAnswer, type ClassifyRequest, classifyAnswer } from '../protocol/http/classify.ts';
import type { Connection } from './connection.ts';
import { askGates } from './gateway.ts';
import { showSession } from './showSession.ts';

/** A text to be classified. */
export type ClassifyOptions = Omit<ClassifyRequest, 'tilth'> & {
  /** Lets a verifier see this text. */
  readonly audit?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * Asks in which register a text is written, and whether the experts agree.
 * @throws GateRefusedError
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { labels } = await client.classify({ text: 'Sow the beans two inches deep.' });
 * console.log(labels[0]?.label);
 */
export async function classify(
  connection: Connection,
  { signal, audit, ...text }: ClassifyOptions,
): Promise<ClassifyAnswer> {
  const body = audit === undefined ? text : { ...text, tilth: { audit } };
  const { headersFor, pay } = await showSession(connection);
  const shown = headersFor && { headersFor };
  const answer = await askGates(connection.endpoints.apiUrls, {
    path: '/v1/classify',
    schema: classifyAnswer,
    body,
    signal,
    ...shown,
  });
  await pay(answer.tilth);
  return answer;
}
