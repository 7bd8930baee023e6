import { type ChatRequest, type CompletionRequest, LONGEST_PROMPT } from '../../protocol/http/completions.ts';
import type { Question } from '../gates/ask.ts';

export type Defaults = { readonly maxTokens: number; readonly audit: boolean };

/** What a chat asks: the last words of the user are the question, all words are what a decoder goes on from. */
export function chatQuestion(request: ChatRequest, defaults: Defaults): Question {
  const messages = request.messages.map(({ role, content }) => ({ role, text: toText(content) }));
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const prompt = messages.map(({ text }) => text).join('\n\n');
  return { ...settings(request, defaults), text: last?.text ?? '', prompt: `${prompt}\n`.slice(-LONGEST_PROMPT) };
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
