import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import {
  type ChatRequest,
  type CompletionRequest,
  chatRequest,
  completionRequest,
  STREAM_END,
} from '../../protocol/http/completions.ts';
import type { Ask, AskEvent, Question } from '../gates/ask.ts';
import { NoAnswerError } from '../gates/candidates.ts';
import { type Door, OPEN_DOOR } from './admit.ts';
import {
  chatQuestion,
  chatShape,
  completionQuestion,
  type Defaults,
  findUndone,
  type Shape,
  textShape,
  toUsage,
} from './completions.ts';
import { ApiError, readBody, toErrorBody } from './errors.ts';

export type OpenAiComponents = { readonly ask: Ask; readonly door?: Door; readonly now?: () => number };

export type OpenAiOptions = Partial<Pick<Defaults, 'maxTokens' | 'isOpenable'>>;

type Streaming = { readonly stream: boolean; readonly includeUsage: boolean };

/** Creates the routes that OpenAI clients speak: chat and plain completions, streamed or whole. */
export function createOpenAiRoutes(components: OpenAiComponents, options: OpenAiOptions = {}): Hono {
  const { ask, door = OPEN_DOOR, now = Date.now } = components;
  const defaultsFor = (context: Context): Defaults => ({
    maxTokens: options.maxTokens ?? 128,
    isOpenable: options.isOpenable ?? false,
    asker: door.askerOf(context),
  });
  const routes = new Hono();

  const answer = async (
    context: Context,
    question: Question,
    shape: Shape,
    streaming: Streaming,
  ): Promise<Response> => {
    const gone = new AbortController();
    const signal = AbortSignal.any([context.req.raw.signal, gone.signal]);
    const events = ask(question, { signal })[Symbol.asyncIterator]();
    // The first event decides the status: until then a refusal can still be told as such.
    const first = await events.next();
    const base = {
      id: `${shape.idPrefix}${crypto.randomUUID()}`,
      created: Math.floor(now() / 1000),
      model: question.model,
    };
    const all = counted(startingWith(first, events), (record) => door.served(context, record));
    if (streaming.stream) return stream(context, all, { base, shape, streaming, stop: () => gone.abort() });
    return whole(context, all, { base, question, shape });
  };

  routes.post('/v1/chat/completions', door.admit, async (context) => {
    const request = await readRequest(context, chatRequest);
    return answer(context, chatQuestion(request, defaultsFor(context)), chatShape, toStreaming(request));
  });
  routes.post('/v1/completions', door.admit, async (context) => {
    const request = await readRequest(context, completionRequest);
    return answer(context, completionQuestion(request, defaultsFor(context)), textShape, toStreaming(request));
  });
  return routes;
}

/** Reads a request, and refuses what it would rely on in vain. */
async function readRequest<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const request = await readBody(context, schema);
  const undone = findUndone(await context.req.json());
  if (undone === null) return request;
  throw new ApiError(400, 'unsupported_parameter', `Nobody here does what "${undone}" asks for.`, {
    hint: 'Leave it out.',
  });
}

type Parts = { readonly base: Parameters<Shape['chunk']>[0]; readonly question: Question; readonly shape: Shape };

async function whole(context: Context, events: AsyncIterable<AskEvent>, parts: Parts): Promise<Response> {
  const { base, question, shape } = parts;
  for await (const event of events) {
    if (event.type === 'text') continue;
    const { record, finish, text } = event;
    const [receipt] = record.receipts;
    if (receipt) context.header('x-tilth-receipt', receipt.jobId);
    return context.json(shape.whole(base, { text, finish, usage: toUsage(record), tilth: record }));
  }
  throw new NoAnswerError(question.model, []);
}

function stream(
  context: Context,
  events: AsyncIterable<AskEvent>,
  { base, shape, streaming, stop }: Omit<Parts, 'question'> & { streaming: Streaming; stop: () => void },
): Response {
  return streamSSE(context, async (sse) => {
    sse.onAbort(stop);
    const send = (event: object) => sse.writeSSE({ data: JSON.stringify(event) });
    try {
      for await (const event of events) {
        if (event.type === 'text') {
          await send(shape.chunk(base, { text: event.text, finish: null }));
          continue;
        }
        const { record, finish } = event;
        await send(shape.chunk(base, { text: '', finish }, streaming.includeUsage ? {} : { tilth: record }));
        // With usage asked for, the last chunk is the one without choices.
        if (streaming.includeUsage) await send(shape.chunk(base, null, { usage: toUsage(record), tilth: record }));
      }
    } catch (error) {
      await send(toErrorBody(error));
    }
    await sse.writeSSE({ data: STREAM_END });
  });
}

/** The same events; tells of the record when the answer is whole. */
async function* counted(
  events: AsyncIterable<AskEvent>,
  count: (record: Extract<AskEvent, { type: 'done' }>['record']) => void,
): AsyncGenerator<AskEvent> {
  for await (const event of events) {
    if (event.type === 'done') count(event.record);
    yield event;
  }
}

async function* startingWith(first: IteratorResult<AskEvent>, rest: AsyncIterator<AskEvent>): AsyncGenerator<AskEvent> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function toStreaming(request: ChatRequest | CompletionRequest): Streaming {
  return { stream: request.stream ?? false, includeUsage: request.stream_options?.include_usage ?? false };
}
