import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import type { ChatChunk, ChatCompletion, TextChunk, TextCompletion, Usage } from '../../protocol/http/completions.ts';

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

/** Why an answer ended: at a natural end, or because it was cut. */
export function finishReason(record: AnswerRecord, isFinished: boolean, maxTokens: number): Finish {
  return isFinished && record.usage.outputTokens < maxTokens ? 'stop' : 'length';
}

function toChatDelta({ text, finish }: Piece): ChatChunk['choices'][number] {
  const delta = finish === null ? ({ role: 'assistant', content: text } as const) : {};
  return { index: 0, delta, logprobs: null, finish_reason: finish };
}
