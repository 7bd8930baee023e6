import type { AnswerRecord } from '../gates/record.ts';

/** How an endpoint names its objects and where it puts text. */
export type Shape = {
  readonly whole: string;
  readonly chunk: string;
  readonly idPrefix: string;
  readonly choice: (text: string, finish: string | null) => object;
  readonly delta: (text: string, finish: string | null) => object;
};

export const chatShape: Shape = {
  whole: 'chat.completion',
  chunk: 'chat.completion.chunk',
  idPrefix: 'chatcmpl-',
  choice: (text, finish) => ({
    index: 0,
    message: { role: 'assistant', content: text, refusal: null },
    logprobs: null,
    finish_reason: finish,
  }),
  delta: (text, finish) => ({
    index: 0,
    delta: finish === null ? { role: 'assistant', content: text } : {},
    logprobs: null,
    finish_reason: finish,
  }),
};

export const textShape: Shape = {
  whole: 'text_completion',
  chunk: 'text_completion',
  idPrefix: 'cmpl-',
  choice: (text, finish) => ({ index: 0, text, logprobs: null, finish_reason: finish }),
  delta: (text, finish) => ({ index: 0, text, logprobs: null, finish_reason: finish }),
};

/** Token counts in OpenAI's shape. */
export function toUsage({ usage }: AnswerRecord): object {
  const { promptTokens, outputTokens } = usage;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: outputTokens,
    total_tokens: promptTokens + outputTokens,
  };
}

/** Why an answer ended: at a natural end, or because it was cut. */
export function finishReason(record: AnswerRecord, isFinished: boolean, maxTokens: number): 'stop' | 'length' {
  return isFinished && record.usage.outputTokens < maxTokens ? 'stop' : 'length';
}
