import type { CID } from 'multiformats/cid';
import { type Hex, sha256 } from 'viem';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { generateUnits } from '../../../protocol/work/job.ts';
import type { Adapter } from '../../models/adapter/adapter.ts';
import { type Answer, type ExpertVersion, PromptTooLongError, type Token, WrongInputError } from '../expert.ts';
import type { ExpertKind } from './kind.ts';

/** The part of the decoder runtime that an expert needs. */
export type Generator = {
  readonly generate: (options: {
    prompt: string;
    adapter?: Adapter;
    maxTokens: number;
    temperature: number;
    seed: number;
    stop?: readonly string[];
    signal?: AbortSignal;
  }) => AsyncIterable<Token>;
  /** Tokens that a prompt and its answer may have together. */
  readonly context: number;
  /** How a request fits into it: the prompt whole, and what is left for the answer; null when it does not. */
  readonly fitPrompt: (
    prompt: string,
    maxTokens: number,
  ) => { readonly tokens: { readonly length: number }; readonly maxTokens: number } | null;
};

/** The base that a decoder answers with. */
export type DecoderBase = { readonly base: Hex; readonly tokenizer: Hex; readonly runtimeClass: string };

/** What experts with the language model are made of. */
export type DecoderParts = {
  readonly generator: Generator;
  readonly base: DecoderBase;
  readonly decodeAdapter: (bytes: Uint8Array) => Adapter;
};

type AdapterVersion = { readonly value: Adapter; readonly hash: Hex; readonly cid: CID };

export type OfferedAdapter = {
  readonly bytes: Uint8Array;
  /** What the chain says the bytes hash to (SHA-256). */
  readonly hash: Hex;
  readonly cid: CID;
};

/** Writes on from a prompt with the base model, and the newest adapter over it. */
export const decoder: ExpertKind = {
  kind: 'decoder',
  input: 'generate',
  domain: 'general',
  concurrency: 1,
  made: {
    of: 'model',
    restore: async ({ base, tokenizer, runtimeClass, adapter, adapterCid }, { decoder: parts, storage }, options) => {
      if (base !== parts.base.base || tokenizer !== parts.base.tokenizer) return null;
      if (runtimeClass !== parts.base.runtimeClass) return null;
      if (!adapter || !adapterCid) return createDecoderExpert(parts.generator, parts.base);
      return adoptAdapter({ bytes: await storage.get(adapterCid, options), hash: adapter, cid: adapterCid }, parts);
    },
  },
};

/** Creates a version of a decoder expert: one base model with one adapter or none. */
export function createDecoderExpert(generator: Generator, base: DecoderBase, adapter?: AdapterVersion): ExpertVersion {
  return {
    manifest: {
      v: 1,
      kind: 'decoder',
      domain: 'general',
      base: base.base,
      adapter: adapter?.hash ?? null,
      adapterCid: adapter?.cid ?? null,
      tokenizer: base.tokenizer,
      runtimeClass: base.runtimeClass,
      corpus: null,
    },
    context: generator.context,
    async answer(input, { seed, signal, onToken }): Promise<Answer> {
      if (input.kind !== 'generate') throw new WrongInputError('decoder', input.kind);
      const fitting = generator.fitPrompt(input.prompt, input.maxTokens);
      if (!fitting) throw new PromptTooLongError(generator.context);
      const promptTokens = fitting.tokens.length;
      const tokens: number[] = [];
      let text = '';
      const stream = generator.generate({
        prompt: input.prompt,
        ...(adapter && { adapter: adapter.value }),
        maxTokens: fitting.maxTokens,
        temperature: input.temperature,
        seed: Number(BigInt.asUintN(32, seed)),
        stop: input.stop,
        signal,
      });
      for await (const token of stream) {
        tokens.push(token.token);
        text += token.text;
        await onToken(token);
      }
      signal.throwIfAborted();
      const finish = tokens.length < fitting.maxTokens ? 'stop' : 'length';
      const units = generateUnits(promptTokens, tokens.length);
      return { output: { kind: 'generate', text, tokens, promptTokens, finish }, units };
    },
  };
}

/** Checks an adapter's bytes and gives the decoder version that answers with it. @throws AdapterMismatchError */
export function adoptAdapter(
  { bytes, hash, cid }: OfferedAdapter,
  { generator, base, decodeAdapter }: DecoderParts,
): ExpertVersion {
  const found = sha256(bytes);
  if (found !== hash.toLowerCase()) throw new AdapterMismatchError(hash, found);
  return createDecoderExpert(generator, base, { value: decodeAdapter(bytes), hash: found, cid });
}

export class AdapterMismatchError extends BaseError {
  override readonly name = 'AdapterMismatchError';
  override readonly kind = 'invalid';
  constructor(expected: Hex, found: Hex) {
    super('The adapter is not the one that the chain names.', { values: { expected, found } });
  }
}
