import type { LoraInputs } from '../models/adapter/loraInputs.ts';
import { type DecoderConfig, headSize } from '../models/decoder/parameters.ts';
import { type Feeds, floatsOf, floatTensor, integerTensor, type Session, type Tensor } from './session.ts';

export type DecodeRequest = {
  readonly tokens: Int32Array;
  readonly lora: LoraInputs;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
};

/** One generated token, its log probability, and the hidden state that it was predicted from. */
export type DecodedToken = { readonly token: number; readonly logprob: number; readonly hidden: Float32Array };

/** Logits and hidden states of a whole row of tokens, [tokens, width] each. */
export type ForwardResult = { readonly logits: Float32Array; readonly hidden: Float32Array };

type State = { readonly result: Readonly<Record<string, Tensor>>; readonly length: number };

/** Generates tokens one by one until the end token, the limit, or the caller stops asking. */
export async function* decode(
  session: Session,
  config: DecoderConfig,
  { tokens, lora, maxTokens, temperature, seed }: DecodeRequest,
): AsyncGenerator<DecodedToken> {
  const loraFeeds = toFeeds(lora);
  let state = await advance(session, config, { tokens, loraFeeds });
  for (let count = 0; count < maxTokens; count++) {
    const logits = lastRow(state.result.logits, config.vocab_size);
    const hidden = lastRow(state.result.last_hidden_state, config.hidden_size);
    const token = sampleToken(logits, { temperature, seed, position: state.length });
    yield { token, logprob: logProbability(logits, token), hidden };
    if (token === config.eos_token_id || count + 1 === maxTokens) return;
    state = await advance(session, config, { tokens: Int32Array.of(token), loraFeeds, past: state });
  }
}

/** Runs a whole row of tokens at once, as a verifier does. */
export async function forward(
  session: Session,
  config: DecoderConfig,
  { tokens, lora }: { readonly tokens: Int32Array; readonly lora: LoraInputs },
): Promise<ForwardResult> {
  const { result } = await advance(session, config, { tokens, loraFeeds: toFeeds(lora) });
  return { logits: floatsOf(result.logits), hidden: floatsOf(result.last_hidden_state) };
}

async function advance(
  session: Session,
  config: DecoderConfig,
  { tokens, loraFeeds, past }: { readonly tokens: Int32Array; readonly loraFeeds: Feeds; readonly past?: State },
): Promise<State> {
  const start = past?.length ?? 0;
  const length = start + tokens.length;
  const row = [1, tokens.length];
  const feeds: Record<string, Tensor> = {
    ...loraFeeds,
    input_ids: integerTensor(BigInt64Array.from(tokens, BigInt), row),
    attention_mask: integerTensor(new BigInt64Array(length).fill(1n), [1, length]),
    position_ids: integerTensor(
      BigInt64Array.from(tokens, (_, index) => BigInt(start + index)),
      row,
    ),
  };
  const outputs = ['logits', 'last_hidden_state'];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const part of ['key', 'value']) {
      const present = `present.${layer}.${part}`;
      const nothing = () => floatTensor(new Float32Array(0), [1, config.num_attention_heads, 0, headSize(config)]);
      feeds[`past_key_values.${layer}.${part}`] = past?.result[present] ?? nothing();
      outputs.push(present);
    }
  }
  return { result: await session.run(feeds, outputs), length };
}

function toFeeds(lora: LoraInputs): Feeds {
  return Object.fromEntries([...lora].map(([name, { data, shape }]) => [name, floatTensor(data, shape)]));
}

function lastRow(tensor: Tensor | undefined, width: number): Float32Array {
  const data = floatsOf(tensor);
  return data.slice(data.length - width);
}

/** What decides the next token beside the logits. */
export type SamplingRule = {
  /** 0 takes the most likely token. */
  readonly temperature: number;
  readonly seed: number;
  /** The position of the token in its sequence; with the seed it fixes the noise. */
  readonly position: number;
};

/** Picks a token from logits; anyone who knows the rule can pick it again. Equal scores go to the smaller id. */
export function sampleToken(logits: Float32Array, { temperature, seed, position }: SamplingRule): number {
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    // Adding Gumbel noise and taking the maximum samples from the softmax distribution.
    const score = temperature === 0 ? logit : logit / temperature + gumbelNoise(seed, position, token);
    if (score > bestScore) [best, bestScore] = [token, score];
  }
  return best;
}

/** Gives the natural logarithm of the probability of a token under logits. */
export function logProbability(logits: Float32Array, token: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return (logits[token] as number) - most - Math.log(sum);
}

function gumbelNoise(seed: number, position: number, token: number): number {
  const bits = mix(mix(mix(seed >>> 0) ^ position) ^ token);
  return -Math.log(-Math.log((bits + 0.5) / 4294967296));
}

/** Scatters 32 bits: the finaliser of MurmurHash3, after an odd step so that zero moves too. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Turns tokens into text as they come: whole characters only, and nothing after a stop string. */
export type TextStream = {
  /** Gives the text that has become certain with these bytes. */
  readonly push: (bytes: Uint8Array) => string;
  /** Gives what was held back, when no more bytes come. */
  readonly flush: () => string;
  /** True once a stop string has appeared. */
  readonly isStopped: () => boolean;
};

/** Creates a stream that holds back what may still become a character or a stop string. */
export function createTextStream(stop: readonly string[] = []): TextStream {
  const decoder = new TextDecoder();
  const stops = stop.filter((each) => each !== '');
  let held = '';
  let stopped = false;

  const release = (text: string, isLast: boolean): string => {
    held += text;
    const found = stops.map((each) => held.indexOf(each)).filter((index) => index >= 0);
    if (found.length > 0) {
      stopped = true;
      const before = held.slice(0, Math.min(...found));
      held = '';
      return before;
    }
    const keep = isLast ? 0 : Math.max(0, ...stops.map((each) => overlap(held, each)));
    const certain = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return certain;
  };
  return {
    push: (bytes) => (stopped ? '' : release(decoder.decode(bytes, { stream: true }), false)),
    flush: () => (stopped ? '' : release(decoder.decode(), true)),
    isStopped: () => stopped,
  };
}

/** Gives the length of the longest end of `text` that begins `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
