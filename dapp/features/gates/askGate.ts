import { z } from 'zod';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { readEventStream } from '../../api/eventStream.ts';
import { request } from '../../api/requestJson.ts';
import { type Provenance, provenanceSchema } from './provenance.ts';

const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).optional() })).default([]),
  tilth: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

export type Question = {
  readonly api: string;
  readonly question: string;
  /** `auto`, an expert's id, or a selector such as `register:narrative`. */
  readonly model: string;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
};

/** Asks a gate through its OpenAI-compatible API; text arrives as it is made, provenance comes last. */
export async function askGate({
  api,
  question,
  model,
  maxTokens,
  signal,
  onText,
}: Question): Promise<Provenance | null> {
  const body = {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxTokens,
    temperature: 0.7,
    messages: [{ role: 'user', content: question }],
  };
  const response = await request(`${api}/v1/chat/completions`, { method: 'POST', body, signal });
  if (!response.body) throw new BrokenAnswerError('it has no body');
  let provenance: Provenance | null = null;
  for await (const data of readEventStream(response.body)) {
    if (data === '[DONE]') break;
    const parsed = chunk.parse(JSON.parse(data));
    if (parsed.error) throw new BrokenAnswerError(parsed.error.message);
    const text = parsed.choices[0]?.delta?.content;
    if (text) onText(text);
    if (parsed.tilth !== undefined) provenance = provenanceSchema.parse(parsed.tilth);
  }
  return provenance;
}

export class BrokenAnswerError extends BaseError {
  override readonly name = 'BrokenAnswerError';
  constructor(reason: string) {
    super(`The answer broke off: ${reason}.`, { hint: 'Ask again; another expert may take it.' });
  }
}
