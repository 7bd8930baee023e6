import { BaseError } from '../protocol/errors/BaseError.ts';
import type { AnswerRecord } from '../protocol/http/answerRecord.ts';
import { type ChatEvent, type ChatRequest, chatEvent, STREAM_END } from '../protocol/http/completions.ts';
import type { Connection } from './connection.ts';
import { openAtGates } from './gateway.ts';
import { BadAnswerError } from './request.ts';
import { showSession } from './showSession.ts';

/** A question and how it is to be answered. */
export type AskOptions = {
  /** What is asked; or a whole chat, whose last words of the user are the question. */
  readonly question: string | ChatRequest['messages'];
  /** `auto`, an expert's id, or a selector such as `register:narrative`. */
  readonly model?: string;
  /** Fewer are given where the context has no room for as many. */
  readonly maxTokens?: number;
  /** 0 gives the likeliest answer. */
  readonly temperature?: number;
  readonly seed?: number;
  /** Lets verifiers see this question, so that the answer can be audited. Experts are not told. */
  readonly audit?: boolean;
  /** Told each piece of the text as it is made. */
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
};

/** A text, and where it came from. */
export type Answer = { readonly text: string; readonly tilth: AnswerRecord };

/** Longest silence between two pieces of an answer, in milliseconds. */
const SILENCE_MS = 60_000;

/**
 * Asks through a gate; the text arrives piece by piece, and where it came from last.
 * @throws GateRefusedError when no gate begins an answer; BrokenAnswerError when one begins and does not end it
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { text, tilth } = await client.ask({
 *   question: 'Who dressed the millstones?',
 *   onText: (piece) => process.stdout.write(piece),
 * });
 * console.log(text.length, tilth.expert.id, tilth.disagreement.verdict);
 */
export async function ask(connection: Connection, options: AskOptions): Promise<Answer> {
  const { headersFor, pay } = await showSession(connection);
  const silent = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, silent.signal]) : silent.signal;
  const path = '/v1/chat/completions';
  const question = { path, body: toRequest(options), signal, ...(headersFor && { headersFor }) };
  const response = await openAtGates(connection.endpoints.apiUrls, question);
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  let text = '';
  let tilth: AnswerRecord | undefined;
  try {
    for await (const event of readAnswer(response)) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      if ('error' in event) throw new BrokenAnswerError(event.error.message);
      const piece = event.choices[0]?.delta.content ?? '';
      if (piece) options.onText?.(piece);
      text += piece;
      tilth = event.tilth ?? tilth;
    }
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof BaseError) throw cause;
    throw new BrokenAnswerError(silent.signal.aborted ? 'the gate fell silent' : 'the connection was lost', cause);
  } finally {
    clearTimeout(timer);
  }
  if (!tilth) throw new BrokenAnswerError('it ended before it said where it came from');
  await pay(tilth);
  return { text, tilth };
}

function toRequest({ question, model = 'auto', maxTokens = 64, temperature = 0, seed, audit }: AskOptions) {
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxTokens,
    temperature,
    messages: typeof question === 'string' ? [{ role: 'user', content: question }] : question,
    ...(seed === undefined ? {} : { seed }),
    ...(audit === undefined ? {} : { tilth: { audit } }),
  } satisfies ChatRequest;
}

async function* readAnswer({ url, body }: Response): AsyncGenerator<ChatEvent> {
  if (!body) throw new BadAnswerError(url, 'it has no body');
  for await (const data of readEventStream(body)) {
    if (data === STREAM_END) return;
    const parsed = chatEvent.safeParse(toJson(data));
    if (!parsed.success) throw new BadAnswerError(url, parsed.error.issues[0]?.message ?? 'not an event', parsed.error);
    yield parsed.data;
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Yields the data of each server-sent event in a response body, by the grammar of the WHATWG: lines end in LF, CR or
 * both, fields come in any order, data may take several lines, other fields and comments are skipped. An event that the
 * server did not close is given too.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field === 'data') data.push(colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, ''));
  }
  if (data.length > 0) yield data.join('\n');
}

/** The longest line that is read, in characters: events of a commons are far shorter. */
const LONGEST_LINE = 2 * 1024 * 1024;

/** Lines however the bytes are cut; a CR at the end of a chunk waits for the LF that may follow it. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of readText(body)) {
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new EndlessLineError();
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/** Text of a stream of bytes; Safari has no async iteration over streams, so the reader is driven by hand. */
async function* readText(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      yield decoder.decode(next.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** An answer began and did not come to its end. */
export class BrokenAnswerError extends BaseError {
  override readonly name = 'BrokenAnswerError';
  override readonly kind = 'unavailable';
  constructor(reason: string, cause?: unknown) {
    super(`The answer broke off: ${reason}.`, { hint: 'Ask again; another expert may take it.', cause });
  }
}

/** A server sends a line that does not end. */
export class EndlessLineError extends BaseError {
  override readonly name = 'EndlessLineError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The server sends a line that does not end.', { values: { characters: LONGEST_LINE } });
  }
}
