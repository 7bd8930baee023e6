import { expect } from 'chai';
import { AdapterError } from '../../../node/models/adapter/adapter.ts';
import { toLoraInputs } from '../../../node/models/adapter/loraInputs.ts';
import { buildInferenceGraph } from '../../../node/models/decoder/inferenceGraph.ts';
import { decode, logProbability, sampleToken } from '../../../node/runtime/decodeLoop.ts';
import {
  createDecoder,
  type Decoder,
  DecoderError,
  type GeneratedToken,
  type GenerateRequest,
} from '../../../node/runtime/decoder.ts';
import { createSession } from '../../../node/runtime/session.ts';
import { createTinyAdapter } from '../models/tinyAdapter.ts';
import { createTinyBase } from '../models/tinyBase.ts';

const base = createTinyBase();
const adapter = createTinyAdapter(base, ['q_proj', 'v_proj', 'o_proj', 'up_proj', 'down_proj']);
const request: GenerateRequest = { prompt: 'we sow the seed', maxTokens: 20, temperature: 0.9, seed: 5 };

describe('createDecoder', () => {
  let decoder: Decoder;

  before(async () => {
    decoder = await createDecoder({ base, threads: 1 });
  });

  after(() => decoder.close());

  it('generates the same bits again in another decoder with other threads', async () => {
    const other = await createDecoder({ base, threads: 2 });
    const [first, second] = [await collect(decoder), await collect(other)];
    await other.close();
    expect(second).to.deep.equal(first);
    expect(first).to.have.length(20);
  });

  it('samples another text with another seed, and with another adapter', async () => {
    const tokens = async (change: Partial<GenerateRequest>) =>
      (await collect(decoder, change)).map(({ token }) => token);
    const plain = await tokens({});
    expect(await tokens({ seed: 6 })).not.to.deep.equal(plain);
    expect(await tokens({ adapter })).not.to.deep.equal(plain);
    expect(await tokens({})).to.deep.equal(plain);
  });

  it('lets anyone compute each token again from one forward pass', async () => {
    const generated = await collect(decoder, { adapter });
    const prompt = decoder.fitPrompt(request.prompt, request.maxTokens)!.tokens;
    const all = Int32Array.from([...prompt, ...generated.map(({ token }) => token)]);
    const { logits, hidden } = await decoder.forward(all, adapter);
    const { vocab_size: entries, hidden_size: width } = base.config;
    generated.forEach(({ token, logprob, hidden: claimed }, index) => {
      const position = prompt.length + index;
      const row = logits.slice((position - 1) * entries, position * entries);
      expect(sampleToken(row, { temperature: 0.9, seed: 5, position })).to.equal(token);
      expect(logProbability(row, token)).to.be.closeTo(logprob, 1e-4);
      const recomputed = hidden.slice((position - 1) * width, position * width);
      const furthest = Math.max(...recomputed.map((value, at) => Math.abs(value - claimed[at]!)));
      expect(furthest).to.be.below(1e-4);
    });
  });

  it('joins the pieces of text to what the tokens say', async () => {
    const generated = await collect(decoder, { temperature: 2, maxTokens: 40 });
    const text = generated.map((each) => each.text).join('');
    expect(text).to.equal(decoder.decode(generated.map(({ token }) => token)));
  });

  it('stops at a stop string', async () => {
    const text = (await collect(decoder)).map((each) => each.text).join('');
    const stop = text.slice(3, 6);
    const stopped = await collect(decoder, { stop: [stop] });
    expect(stopped.map((each) => each.text).join('')).to.equal(text.slice(0, text.indexOf(stop)));
  });

  it('answers requests that come together as if each came alone', async () => {
    const alone = await collect(decoder, { seed: 8 });
    const [, second] = await Promise.all([
      collect(decoder),
      collect(decoder, { seed: 8 }),
      collect(decoder, { seed: 9 }),
    ]);
    expect(second).to.deep.equal(alone);
  });

  it('stops when aborted, and goes on with the next request', async () => {
    const controller = new AbortController();
    let count = 0;
    let failure: unknown;
    try {
      for await (const _ of decoder.generate({ ...request, signal: controller.signal })) {
        if (++count === 3) controller.abort();
      }
    } catch (error) {
      failure = error;
    }
    expect(failure).to.have.property('name', 'AbortError');
    expect(count).to.be.below(20);
    expect(await collect(decoder)).to.have.length(20);
  });

  it('goes on after a reader who left early', async () => {
    for await (const _ of decoder.generate(request)) break;
    expect(await collect(decoder)).to.have.length(20);
  });

  it('reads a prompt whole or not at all, gives what room is left, and starts from nothing', async () => {
    const { context } = decoder;
    expect(context).to.equal(base.config.max_position_embeddings);
    const prompt = 'the seed falls '.repeat(4);
    const { tokens, maxTokens } = decoder.fitPrompt(prompt, 100_000)!;
    expect([...tokens]).to.deep.equal([...decoder.encode(prompt)]);
    expect(tokens.length + maxTokens).to.equal(context);
    expect(await collect(decoder, { prompt, maxTokens: 100_000, temperature: 2 })).to.have.length.at.most(maxTokens);
    for (const times of [200, 100_000]) expect(decoder.fitPrompt('the seed falls '.repeat(times), 1)).to.equal(null);
    const cut = collect(decoder, { prompt: 'the seed falls '.repeat(200) });
    expect(await cut.catch((error: unknown) => error)).to.be.instanceOf(DecoderError);
    expect(await collect(decoder, { prompt: '' })).to.have.length(20);
  });

  it('refuses an adapter of another base', async () => {
    const misfit = { ...adapter, rank: 4 };
    expect(await collect(decoder, { adapter: misfit }).catch((error: unknown) => error)).to.be.instanceOf(AdapterError);
  });

  it('fails the request in hand when it is closed', async () => {
    const other = await createDecoder({ base });
    const answer = collect(other, { maxTokens: 60 }).catch((error: unknown) => error);
    await other.close();
    expect(await answer).to.be.instanceOf(DecoderError);
  });

  it('refuses to answer after it was closed', async () => {
    const other = await createDecoder({ base });
    await other.close();
    expect(await collect(other).catch((error: unknown) => error)).to.be.instanceOf(DecoderError);
  });

  async function collect(from: Decoder, change: Partial<GenerateRequest> = {}): Promise<GeneratedToken[]> {
    return gather(from.generate({ ...request, ...change }));
  }
});

describe('buildInferenceGraph', () => {
  const none = toLoraInputs(base.config);
  const lora = toLoraInputs(base.config, adapter);
  const question = { tokens: Int32Array.of(7, 80, 12, 33), maxTokens: 12, temperature: 0, seed: 1 };

  it('serves an adapter as input with the bits of one stored in the graph', async () => {
    const asInput = await run(buildInferenceGraph(base.config, base.parameters), lora);
    const stored = await run(buildInferenceGraph(base.config, base.parameters, lora), new Map());
    expect(asInput).to.deep.equal(stored);
  });

  it('serves rank 0 with the bits of the plain base', async () => {
    const asInput = await run(buildInferenceGraph(base.config, base.parameters), none);
    const plain = await run(buildInferenceGraph(base.config, base.parameters, new Map()), new Map());
    expect(asInput).to.deep.equal(plain);
    expect(asInput).not.to.deep.equal(await run(buildInferenceGraph(base.config, base.parameters), lora));
  });

  async function run(model: Uint8Array, inputs: typeof lora): Promise<unknown> {
    const session = await createSession(model);
    const tokens = await gather(decode(session, base.config, { ...question, lora: inputs }));
    await session.release();
    return tokens;
  }
});

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
