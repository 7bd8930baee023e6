import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Ask, AskEvent, Question } from '../gates/ask.ts';
import { NoAnswerError } from '../gates/candidates.ts';
import {
  chatQuestion,
  chatRequest,
  completionQuestion,
  completionRequest,
  type Defaults,
} from './completionRequest.ts';
import { chatShape, finishReason, type Shape, textShape, toUsage } from './completionShape.ts';
import { toErrorBody } from './errors.ts';
import { readBody } from './readBody.ts';

export type OpenAiComponents = { readonly ask: Ask; readonly now?: () => number };

export type OpenAiOptions = Partial<Defaults>;

type Streaming = { readonly stream: boolean; readonly includeUsage: boolean };

/** Creates the routes that OpenAI clients speak: chat and plain completions, streamed or whole. */
export function createOpenAiRoutes({ ask, now = Date.now }: OpenAiComponents, options: OpenAiOptions = {}): Hono {
  const defaults: Defaults = { maxTokens: options.maxTokens ?? 128, audit: options.audit ?? false };
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
    const all = startingWith(first, events);
    if (streaming.stream) return stream(context, all, { base, question, shape, streaming, stop: () => gone.abort() });
    return whole(context, all, { base, question, shape });
  };

  routes.post('/v1/chat/completions', async (context) => {
    const request = await readBody(context, chatRequest);
    return answer(context, chatQuestion(request, defaults), chatShape, toStreaming(request));
  });
  routes.post('/v1/completions', async (context) => {
    const request = await readBody(context, completionRequest);
    return answer(context, completionQuestion(request, defaults), textShape, toStreaming(request));
  });
  return routes;
}

type Parts = { readonly base: object; readonly question: Question; readonly shape: Shape };

async function whole(context: Context, events: AsyncIterable<AskEvent>, parts: Parts): Promise<Response> {
  const { base, question, shape } = parts;
  for await (const event of events) {
    if (event.type === 'text') continue;
    const { record, isFinished, text } = event;
    const [receipt] = record.receipts;
    if (receipt) context.header('x-tilth-receipt', receipt.jobId);
    const choices = [shape.choice(text, finishReason(record, isFinished, question.maxTokens))];
    return context.json({ ...base, object: shape.whole, choices, usage: toUsage(record), tilth: record });
  }
  throw new NoAnswerError(question.model, []);
}

function stream(
  context: Context,
  events: AsyncIterable<AskEvent>,
  { base, question, shape, streaming, stop }: Parts & { streaming: Streaming; stop: () => void },
): Response {
  return streamSSE(context, async (sse) => {
    sse.onAbort(stop);
    const send = (value: object) => sse.writeSSE({ data: JSON.stringify({ ...base, object: shape.chunk, ...value }) });
    try {
      for await (const event of events) {
        if (event.type === 'text') {
          await send({ choices: [shape.delta(event.text, null)] });
          continue;
        }
        const { record, isFinished } = event;
        const end = shape.delta('', finishReason(record, isFinished, question.maxTokens));
        await send({ choices: [end], ...(streaming.includeUsage ? {} : { tilth: record }) });
        // With usage asked for, the last chunk is the one without choices.
        if (streaming.includeUsage) await send({ choices: [], usage: toUsage(record), tilth: record });
      }
    } catch (error) {
      await sse.writeSSE({ data: JSON.stringify(toErrorBody(error)) });
    }
    await sse.writeSSE({ data: '[DONE]' });
  });
}

async function* startingWith(first: IteratorResult<AskEvent>, rest: AsyncIterator<AskEvent>): AsyncGenerator<AskEvent> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function toStreaming(request: {
  stream?: boolean | null | undefined;
  stream_options?: { include_usage?: boolean | undefined } | null | undefined;
}): Streaming {
  return { stream: request.stream ?? false, includeUsage: request.stream_options?.include_usage ?? false };
}
