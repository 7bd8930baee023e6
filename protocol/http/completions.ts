import { z } from 'zod';
import { count } from '../scalars.ts';
import { ASKING_REFUSALS, answerRecord, tilthOptions } from './answerRecord.ts';
import { errorBody } from './errorBody.ts';
import { QUESTION_BODY_BYTES, type Route } from './route.ts';

/** Settings that chat and plain completions share; beyond them OpenAI clients may send what changes nothing. */
const settings = {
  /** `auto`, an expert's id, or a selector such as `register:narrative`. */
  model: z.string().min(1).max(80),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  /** More than can be given, or than the context has room for, gives what can. */
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().max(64), z.array(z.string().max(64)).max(4)]).nullish(),
  n: z.literal(1, 'only one answer at a time').nullish(),
  tilth: tilthOptions.nullish(),
};

/** The most characters of a prompt; a longer one is refused as one that is longer than the context. */
export const LONGEST_PROMPT = 64_000;

/** The most characters that are looked at to find that out. */
const LONGEST_TEXT = 256 * 1024;

const content = z.union([
  z.string().max(LONGEST_TEXT),
  z.array(z.object({ type: z.literal('text'), text: z.string().max(LONGEST_TEXT) })).max(64),
]);

/** Asks as OpenAI's chat clients do. */
export const chatRequest = z.object({
  ...settings,
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
        /** A turn that called a tool of another model says nothing. */
        content: content.nullish(),
      }),
    )
    .min(1)
    .max(200),
});

/** A chat as a node reads it. */
export type ChatRequest = z.infer<typeof chatRequest>;

/** Asks as OpenAI's older clients do: with a prompt to go on from. */
export const completionRequest = z.object({
  ...settings,
  prompt: z.union([z.string().min(1).max(LONGEST_TEXT), z.array(z.string().max(LONGEST_TEXT)).length(1)]),
});

/** A prompt as a node reads it. */
export type CompletionRequest = z.infer<typeof completionRequest>;

/** Token counts in OpenAI's shape. */
export const usage = z.object({ prompt_tokens: count, completion_tokens: count, total_tokens: count });

/** Token counts as JSON shows them. */
export type Usage = z.infer<typeof usage>;

const finished = z.enum(['stop', 'length']);
const logprobs = z.null();
const base = { id: z.string(), created: count, model: z.string() };
const choices = <T extends z.ZodType>(choice: T) => z.array(choice).max(1);

/** A whole answer to a chat. */
export const chatCompletion = z.object({
  ...base,
  object: z.literal('chat.completion'),
  choices: choices(
    z.object({
      index: z.literal(0),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      logprobs,
      finish_reason: finished,
    }),
  ),
  usage,
  tilth: answerRecord,
});

/** A whole answer as JSON shows it. */
export type ChatCompletion = z.infer<typeof chatCompletion>;

/** One event of a streamed chat; the last one carries where the answer came from. */
export const chatChunk = z.object({
  ...base,
  object: z.literal('chat.completion.chunk'),
  choices: choices(
    z.object({
      index: z.literal(0),
      delta: z.object({ role: z.literal('assistant').optional(), content: z.string().optional() }),
      logprobs,
      finish_reason: finished.nullable(),
    }),
  ),
  usage: usage.optional(),
  tilth: answerRecord.optional(),
});

/** An event of a streamed chat as JSON shows it. */
export type ChatChunk = z.infer<typeof chatChunk>;

/** A whole answer to a prompt. */
export const textCompletion = z.object({
  ...base,
  object: z.literal('text_completion'),
  choices: choices(z.object({ index: z.literal(0), text: z.string(), logprobs, finish_reason: finished })),
  usage,
  tilth: answerRecord,
});

/** A whole answer to a prompt as JSON shows it. */
export type TextCompletion = z.infer<typeof textCompletion>;

/** One event of a streamed completion. */
export const textChunk = z.object({
  ...textCompletion.shape,
  choices: choices(z.object({ index: z.literal(0), text: z.string(), logprobs, finish_reason: finished.nullable() })),
  usage: usage.optional(),
  tilth: answerRecord.optional(),
});

/** An event of a streamed completion as JSON shows it. */
export type TextChunk = z.infer<typeof textChunk>;

/** What each event of a streamed chat holds: a piece, or why there are no more. `[DONE]` ends the stream. */
export const chatEvent = z.union([chatChunk, errorBody]);

/** What a reader of a streamed chat has to expect. */
export type ChatEvent = z.infer<typeof chatEvent>;

/** What each event of a streamed completion holds. */
export const textEvent = z.union([textChunk, errorBody]);

/** What ends a stream of events. */
export const STREAM_END = '[DONE]';

/** The doors that OpenAI's clients know. */
export const completionRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'Answers a chat, whole or streamed, as OpenAI clients ask it',
    body: chatRequest,
    maxBodyBytes: QUESTION_BODY_BYTES,
    answers: { 200: { says: 'The answer and where it came from', json: chatCompletion, events: chatEvent } },
    refusals: ASKING_REFUSALS,
  },
  {
    method: 'post',
    path: '/v1/completions',
    summary: 'Goes on from a prompt, whole or streamed, as OpenAI clients ask it',
    body: completionRequest,
    maxBodyBytes: QUESTION_BODY_BYTES,
    answers: { 200: { says: 'The text and where it came from', json: textCompletion, events: textEvent } },
    refusals: ASKING_REFUSALS,
  },
];
