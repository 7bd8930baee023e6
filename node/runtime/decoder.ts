import './disableTelemetry.ts';
import { on, once } from 'node:events';
import { extname } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type Adapter, assertAdapterFits } from '../models/adapter/adapter.ts';
import { type LoraInputs, toLoraInputs } from '../models/adapter/loraInputs.ts';
import type { BaseModel } from '../models/base/loadBase.ts';
import { buildInferenceGraph } from '../models/decoder/inferenceGraph.ts';
import { createTokenizer } from '../models/decoder/tokenizer.ts';
import { within } from '../within.ts';
import { createTextStream, type ForwardResult } from './decodeLoop.ts';
import type { WorkerAnswer, WorkerInput, WorkerQuestion, WorkerRequest } from './decoderWorker.ts';

/** What to generate. The same request gives the same tokens, bit for bit, on one runtime class. */
export type GenerateRequest = {
  readonly prompt: string;
  readonly adapter?: Adapter | undefined;
  /** Fewer are given where the context has no room for as many. */
  readonly maxTokens: number;
  /** 0 takes the most likely token every time. */
  readonly temperature: number;
  readonly seed: number;
  readonly stop?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** One generated token with the text that it completes; `hidden` is the state that it was predicted from. */
export type GeneratedToken = {
  readonly token: number;
  readonly text: string;
  readonly logprob: number;
  readonly hidden: Float32Array;
};

/** A prompt as it is read, and the tokens that its answer may have. */
export type Fit = { readonly tokens: Int32Array; readonly maxTokens: number };

/** The least room for an answer, where as much is asked for. */
const LEAST_ROOM = 16;
/** How long closing waits for the run in hand. */
const CLOSE_MS = 30_000;

/** A base decoder that serves itself and any adapter over it, one request at a time, off the main thread. */
export type Decoder = {
  readonly generate: (request: GenerateRequest) => AsyncIterable<GeneratedToken>;
  /** Computes logits and hidden states of given tokens at once, to check what another node generated. */
  readonly forward: (tokens: Int32Array, adapter?: Adapter) => Promise<ForwardResult>;
  /** Tokens that a prompt and its answer may have together. */
  readonly context: number;
  /** How a request fits into the context: the prompt whole, and what is left for the answer; null when it does not. */
  readonly fitPrompt: (prompt: string, maxTokens: number) => Fit | null;
  readonly encode: (text: string) => Int32Array;
  readonly decode: (tokens: Iterable<number>) => string;
  readonly close: () => Promise<void>;
};

/** Starts a decoder in a worker thread. */
export async function createDecoder({
  base,
  threads = 1,
}: {
  readonly base: BaseModel;
  readonly threads?: number;
}): Promise<Decoder> {
  const { config } = base;
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const model = buildInferenceGraph(config, base.parameters);
  const workerData: WorkerInput = { model, config, threads };
  const worker = new Worker(new URL(`./decoderWorker${extname(import.meta.filename)}`, import.meta.url), {
    workerData,
  });
  let failure: unknown;
  worker.on('error', (error) => {
    failure = error;
  });
  await once(worker, 'message');
  let isClosed = false;

  const ask = async function* (question: WorkerQuestion, signal?: AbortSignal): AsyncGenerator<WorkerAnswer> {
    if (isClosed) throw new DecoderError('it is closed');
    signal?.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    // Listening before asking, so that no answer is lost; a closed port ends the iteration.
    const answers = on(port1, 'message', { close: ['close'], ...(signal ? { signal } : {}) });
    const request: WorkerRequest = { port: port2, question };
    worker.postMessage(request, [port2]);
    try {
      for await (const [answer] of answers) {
        if (answer.kind === 'failed') throw new DecoderError(answer.reason);
        yield answer;
        if (answer.kind === 'done') return;
      }
      throw new DecoderError('its worker stopped', failure);
    } finally {
      port1.postMessage('stop');
      port1.close();
    }
  };
  const loraInputs = (adapter: Adapter | undefined): LoraInputs => {
    if (adapter) assertAdapterFits(adapter, config);
    return toLoraInputs(config, adapter);
  };
  const context = config.max_position_embeddings;
  const fitPrompt: Decoder['fitPrompt'] = (prompt, maxTokens) => {
    // Bytes bound tokens from below, so that a text far too long is refused without being taken apart.
    const isHopeless = Buffer.byteLength(prompt) > context * tokenizer.longest;
    const tokens = isHopeless ? null : tokenizer.encode(prompt);
    const room = context - (tokens?.length ?? context);
    if (!tokens || room < Math.min(maxTokens, LEAST_ROOM)) return null;
    return { tokens, maxTokens: Math.min(maxTokens, room, context - 1) };
  };

  return {
    generate: async function* ({ prompt, adapter, signal, stop, temperature, seed, ...limits }) {
      const fitting = fitPrompt(prompt, limits.maxTokens);
      if (!fitting) throw new DecoderError('the prompt is too long for its context');
      const { maxTokens } = fitting;
      // The end token came before every document in training, so it is where a text from nothing starts.
      const tokens = fitting.tokens.length > 0 ? fitting.tokens : Int32Array.of(config.eos_token_id);
      const lora = loraInputs(adapter);
      const question: WorkerQuestion = { kind: 'generate', tokens, lora, maxTokens, temperature, seed };
      const stream = createTextStream(stop);
      let previous: GeneratedToken | undefined;
      // Each token waits for the next, because the last one also carries the text that was held back.
      for await (const answer of ask(question, signal)) {
        if (answer.kind !== 'token') continue;
        if (previous) yield previous;
        previous = { ...answer.value, text: stream.push(tokenizer.bytesOf(answer.value.token)) };
        if (stream.isStopped()) break;
      }
      if (previous) yield { ...previous, text: previous.text + stream.flush() };
    },
    forward: async (tokens, adapter) => {
      for await (const answer of ask({ kind: 'forward', tokens, lora: loraInputs(adapter) })) {
        if (answer.kind === 'forward') return answer.value;
      }
      throw new DecoderError('it gave no answer');
    },
    context,
    fitPrompt,
    encode: tokenizer.encode,
    decode: tokenizer.decode,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await within(CLOSE_MS, undefined, () => ended).catch(() => worker.terminate());
    },
  };
}

/** A decoder cannot answer. */
export class DecoderError extends BaseError {
  override readonly name = 'DecoderError';
  override readonly kind = 'unavailable';
  constructor(reason: string, cause?: unknown) {
    super(`The decoder cannot answer: ${reason}.`, { hint: 'Create a new decoder and ask again.', cause });
  }
}
