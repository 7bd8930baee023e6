import type { AnswerRecord } from '../protocol/http/answerRecord.ts';
import type { Connection } from './connection.ts';

/** What goes along with a question, and what is done once it is answered. */
export type Shown = {
  readonly headersFor?: (gate: string) => Readonly<Record<string, string>>;
  readonly pay: (record: AnswerRecord) => Promise<void>;
};

/** What a connection shows to gates; nothing without a session, and then nothing is loaded for it. */
export async function showSession(connection: Connection): Promise<Shown> {
  const { session } = connection;
  if (!session) return { pay: async () => {} };
  const { headersOf, payFor } = await import('./session.ts');
  return { headersFor: (gate) => headersOf(session, gate), pay: (record) => payFor(connection, record) };
}
