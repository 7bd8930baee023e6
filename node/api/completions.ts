import { isDeepStrictEqual } from 'node:util';
import type { Hex } from 'viem';
import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import type { ChatChunk, ChatCompletion, TextChunk, TextCompletion, Usage } from '../../protocol/http/completions.ts';
import { type ChatRequest, type CompletionRequest, LONGEST_PROMPT } from '../../protocol/http/completions.ts';
import { MOST_TOKENS } from '../../protocol/messages/ask.ts';
import type { Question } from '../gates/ask.ts';
import { PromptTooLongError } from '../gates/candidates.ts';

/** What a question says of who asks it and how, where the request does not. */
export type Defaults = { readonly maxTokens: number; readonly isOpenable: boolean; readonly asker: Hex };

/** What a chat asks: the last words of the user are the question, all words are what a decoder goes on from. */
export function chatQuestion(request: ChatRequest, defaults: Defaults): Question {
  const messages = request.messages.map(({ role, content }) => ({ role, text: toText(content) }));
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const said = messages.map(({ text }) => text).filter((text) => text !== '');
  const prompt = `${said.join('\n\n')}\n`;
  if (prompt.length > LONGEST_PROMPT) throw new PromptTooLongError(request.model);
  return { ...settings(request, defaults), text: last?.text ?? '', prompt };
}

/** What a plain completion asks. */
export function completionQuestion(request: CompletionRequest, defaults: Defaults): Question {
  const prompt = typeof request.prompt === 'string' ? request.prompt : request.prompt.join('');
  if (prompt.length > LONGEST_PROMPT) throw new PromptTooLongError(request.model);
  return { ...settings(request, defaults), text: prompt, prompt };
}

function settings(request: ChatRequest | CompletionRequest, defaults: Defaults): Omit<Question, 'text' | 'prompt'> {
  const { model, stop, seed } = request;
  return {
    model,
    maxTokens: Math.min(MOST_TOKENS, request.max_completion_tokens ?? request.max_tokens ?? defaults.maxTokens),
    temperature: request.temperature ?? 0.7,
    stop: typeof stop === 'string' ? [stop] : (stop ?? []),
    seed: BigInt.asUintN(32, BigInt(seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)),
    isOpenable: request.tilth?.audit ?? defaults.isOpenable,
    asker: defaults.asker,
  };
}

function toText(content: ChatRequest['messages'][number]['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text).join('\n');
}

/** What OpenAI's clients may ask for and nobody here does, each with the values that ask for nothing. */
const UNDONE: Readonly<Record<string, readonly unknown[]>> = {
  tools: [[]],
  functions: [[]],
  tool_choice: ['none', 'auto'],
  function_call: ['none', 'auto'],
  response_format: [{ type: 'text' }],
  logprobs: [false],
  top_logprobs: [0],
  top_p: [1],
  frequency_penalty: [0],
  presence_penalty: [0],
  logit_bias: [{}],
  echo: [false],
  suffix: [''],
  best_of: [1],
  modalities: [['text']],
  audio: [],
  web_search_options: [],
  // Of servers that speak like OpenAI's.
  top_k: [-1, 0],
  min_p: [0],
  typical_p: [1],
  repetition_penalty: [1],
  min_tokens: [0],
  stop_token_ids: [[]],
  guided_json: [],
  guided_regex: [],
  guided_choice: [],
  guided_grammar: [],
};

/** Names what a request asks for that would be silently left undone; null when there is nothing. */
export function findUndone(request: unknown): string | null {
  const asked = Object.entries((request ?? {}) as Readonly<Record<string, unknown>>);
  const isNothing = (value: unknown, nothing: readonly unknown[]) =>
    value === null || nothing.some((it) => isDeepStrictEqual(it, value));
  return (
    asked.find(([name, value]) => Object.hasOwn(UNDONE, name) && !isNothing(value, UNDONE[name] ?? []))?.[0] ?? null
  );
}

type Finish = 'stop' | 'length';
type Base = Pick<ChatCompletion, 'id' | 'created' | 'model'>;
type Whole = Pick<ChatCompletion, 'usage' | 'tilth'> & { readonly text: string; readonly finish: Finish };
type Piece = { readonly text: string; readonly finish: Finish | null };
type Closing = Pick<ChatChunk, 'usage' | 'tilth'>;

/** How an endpoint names its objects and where it puts text. */
export type Shape = {
  readonly idPrefix: string;
  readonly whole: (base: Base, answer: Whole) => ChatCompletion | TextCompletion;
  /** One event of a stream; without a piece it only closes. */
  readonly chunk: (base: Base, piece: Piece | null, closing?: Closing) => ChatChunk | TextChunk;
};

export const chatShape: Shape = {
  idPrefix: 'chatcmpl-',
  whole: (base, { text, finish, ...rest }) => {
    const message = { role: 'assistant', content: text, refusal: null } as const;
    const choices: ChatCompletion['choices'] = [{ index: 0, message, logprobs: null, finish_reason: finish }];
    return { ...base, object: 'chat.completion', choices, ...rest };
  },
  chunk: (base, piece, closing = {}) => {
    const choices = piece ? [toChatDelta(piece)] : [];
    return { ...base, object: 'chat.completion.chunk', choices, ...closing };
  },
};

export const textShape: Shape = {
  idPrefix: 'cmpl-',
  whole: (base, { text, finish, ...rest }) => {
    const choices: TextCompletion['choices'] = [{ index: 0, text, logprobs: null, finish_reason: finish }];
    return { ...base, object: 'text_completion', choices, ...rest };
  },
  chunk: (base, piece, closing = {}) => {
    const choices: TextChunk['choices'] = piece
      ? [{ index: 0, text: piece.text, logprobs: null, finish_reason: piece.finish }]
      : [];
    return { ...base, object: 'text_completion', choices, ...closing };
  },
};

/** Token counts in OpenAI's shape. */
export function toUsage({ usage }: AnswerRecord): Usage {
  const { promptTokens, outputTokens } = usage;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: outputTokens,
    total_tokens: promptTokens + outputTokens,
  };
}

function toChatDelta({ text, finish }: Piece): ChatChunk['choices'][number] {
  const delta = finish === null ? ({ role: 'assistant', content: text } as const) : {};
  return { index: 0, delta, logprobs: null, finish_reason: finish };
}
