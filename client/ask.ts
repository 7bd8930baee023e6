import { GateRefusedError } from './http.ts';

export type AskOptions = {
  readonly api: string;
  readonly question: string;
  readonly model?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  /** Lets a verifier see this question, so that the answer can be audited. */
  readonly audit?: boolean;
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
};

/** Where an answer came from; there is more in it than is named here. */
type Provenance = {
  readonly expert: { readonly id: string; readonly kind: string; readonly domain: string };
  readonly adapter: `0x${string}`;
  readonly disagreement: { readonly verdict: string };
  readonly receipts: readonly { readonly jobId: `0x${string}` }[];
  readonly deposits: readonly { readonly deposit: string }[];
  readonly usage: { readonly outputTokens: number };
};

export type Answer = { readonly text: string; readonly tilth: Provenance };

/** Asks a gate through its OpenAI-compatible API, streaming, and returns the text with its provenance. */
export async function askGate(options: AskOptions): Promise<Answer> {
  const url = `${options.api}/v1/chat/completions`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    signal: options.signal ?? AbortSignal.timeout(60_000),
    body: JSON.stringify({
      model: options.model ?? 'auto',
      stream: true,
      messages: [{ role: 'user', content: options.question }],
      max_tokens: options.maxTokens ?? 64,
      temperature: options.temperature ?? 0,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.audit === undefined ? {} : { tilth: { audit: options.audit } }),
    }),
  });
  if (!response.ok || !response.body) throw new GateRefusedError(url, response.status, await response.text());
  let text = '';
  let tilth: Provenance | null = null;
  for await (const event of serverEvents(response.body)) {
    if (event.error) throw new GateRefusedError(url, 200, event.error.message ?? 'the stream ended with an error');
    const piece = event.choices?.[0]?.delta?.content ?? '';
    if (piece) options.onText?.(piece);
    text += piece;
    tilth = event.tilth ?? tilth;
  }
  if (!tilth) throw new GateRefusedError(url, 200, 'the answer ended before it said where it came from');
  return { text, tilth };
}

type Chunk = {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
  readonly tilth?: Provenance;
  readonly error?: { readonly message?: string };
};

/** The JSON objects of a server-sent event stream, up to `[DONE]`. */
async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncIterable<Chunk> {
  let buffer = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    buffer += piece;
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      const data = line.startsWith('data: ') ? line.slice(6).trim() : '';
      if (data && data !== '[DONE]') yield JSON.parse(data) as Chunk;
    }
  }
}
