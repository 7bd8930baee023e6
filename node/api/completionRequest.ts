import { z } from 'zod';
import type { Question } from '../gates/ask.ts';

/** Settings that chat and plain completions share; what OpenAI clients send beyond them is ignored. */
const shared = {
  model: z.string().min(1).max(80),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).max(1024).nullish(),
  max_completion_tokens: z.int().min(1).max(1024).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().max(64), z.array(z.string().max(64)).max(4)]).nullish(),
  n: z.literal(1, 'only one answer at a time').nullish(),
  /** Ours: `audit` lets verifiers see this input. */
  tilth: z.object({ audit: z.boolean().optional() }).nullish(),
};

const LONGEST = 64_000;
const content = z.union([
  z.string().max(LONGEST),
  z.array(z.object({ type: z.literal('text'), text: z.string().max(LONGEST) })).max(64),
]);

export const chatRequest = z.object({
  ...shared,
  messages: z
    .array(z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content }))
    .min(1)
    .max(200),
});

export const completionRequest = z.object({
  ...shared,
  prompt: z.union([z.string().min(1).max(LONGEST), z.array(z.string().max(LONGEST)).length(1)]),
});

export type ChatRequest = z.infer<typeof chatRequest>;
export type CompletionRequest = z.infer<typeof completionRequest>;

export type Defaults = { readonly maxTokens: number; readonly audit: boolean };

/** What a chat asks: the last words of the user are the question, all words are what a decoder goes on from. */
export function chatQuestion(request: ChatRequest, defaults: Defaults): Question {
  const messages = request.messages.map(({ role, content }) => ({ role, text: toText(content) }));
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const prompt = messages.map(({ text }) => text).join('\n\n');
  return { ...settings(request, defaults), text: last?.text ?? '', prompt: `${prompt}\n`.slice(-LONGEST) };
}

/** What a plain completion asks. */
export function completionQuestion(request: CompletionRequest, defaults: Defaults): Question {
  const prompt = typeof request.prompt === 'string' ? request.prompt : request.prompt.join('');
  return { ...settings(request, defaults), text: prompt, prompt };
}

function settings(request: ChatRequest | CompletionRequest, defaults: Defaults): Omit<Question, 'text' | 'prompt'> {
  const { model, stop, seed } = request;
  return {
    model,
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? defaults.maxTokens,
    temperature: request.temperature ?? 0.7,
    stop: typeof stop === 'string' ? [stop] : (stop ?? []),
    seed: BigInt.asUintN(32, BigInt(seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)),
    audit: request.tilth?.audit ?? defaults.audit,
  };
}

function toText(content: ChatRequest['messages'][number]['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}
