import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { generateUnits } from '../../protocol/work/units.ts';
import type { Answer, ExpertVersion, Token } from './expert.ts';
import { WrongInputError } from './wrongInputError.ts';

/** The part of the decoder runtime that an expert needs. */
export type Generator<Adapter> = {
  readonly generate: (options: {
    prompt: string;
    adapter?: Adapter;
    maxTokens: number;
    temperature: number;
    seed: number;
    stop?: readonly string[];
    signal?: AbortSignal;
  }) => AsyncIterable<Token>;
  readonly encode: (text: string) => { readonly length: number };
};

export type DecoderOptions<Adapter> = {
  readonly base: Hex;
  readonly tokenizer: Hex;
  readonly runtimeClass: string;
  readonly adapter?: { readonly value: Adapter; readonly hash: Hex; readonly cid: CID };
};

/** Creates a version of a decoder expert: one base model with one adapter or none. */
export function createDecoderExpert<Adapter>(
  generator: Generator<Adapter>,
  options: DecoderOptions<Adapter>,
): ExpertVersion {
  const { adapter } = options;
  return {
    manifest: {
      v: 1,
      kind: 'decoder',
      domain: 'general',
      base: options.base,
      adapter: adapter?.hash ?? null,
      adapterCid: adapter?.cid ?? null,
      tokenizer: options.tokenizer,
      runtimeClass: options.runtimeClass,
      corpus: null,
    },
    async answer(input, { seed, signal, onToken }): Promise<Answer> {
      if (input.kind !== 'generate') throw new WrongInputError('decoder', input.kind);
      const tokens: number[] = [];
      let text = '';
      const stream = generator.generate({
        prompt: input.prompt,
        ...(adapter && { adapter: adapter.value }),
        maxTokens: input.maxTokens,
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
      const units = generateUnits(generator.encode(input.prompt).length, tokens.length);
      return { output: { kind: 'generate', text, tokens }, units };
    },
  };
}
