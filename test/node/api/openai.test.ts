import { type ServerType, serve } from '@hono/node-server';
import { expect } from 'chai';
import { Hono } from 'hono';
import OpenAI from 'openai';
import { createClassifyRoutes } from '../../../node/api/classify.ts';
import { createDirectoryRoutes } from '../../../node/api/directory.ts';
import { answerError } from '../../../node/api/errors.ts';
import { createModelRoutes } from '../../../node/api/models.ts';
import { createOpenAiRoutes } from '../../../node/api/openai.ts';
import { createSearchRoutes } from '../../../node/api/search.ts';
import { createReceiptRoutes } from '../../../node/api/workReceipts.ts';
import { createClassifierExpert } from '../../../node/experts/kinds/classifier.ts';
import { fromWireReceipt } from '../../../protocol/work/job.ts';
import { verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { createCommons, domain } from '../gates/commons.ts';
import { CONTEXT, decoder, retrieval, someList } from '../gates/experts.ts';

const WELL = { id: 'sub:bwellwellwellwellwellwell', text: 'The Brindle common well is 11 m deep.' };
const HELD = { id: 'sub:bheldheldheldheldheldheld', text: 'Zinnia seeds sprout under frost cloth.' };
const ASKED = 'How deep is the Brindle common well?';

describe('createOpenAiRoutes', () => {
  let commons: ReturnType<typeof createCommons>;
  let server: ServerType;
  let url: string;
  let client: OpenAI;

  before(async () => {
    commons = createCommons();
    const gate = await commons.addGate('gate');
    const classify = (texts: { register: string; text: string }[]) =>
      createClassifierExpert(texts, { logs: [], list: someList });
    const texts = [
      { register: 'sacred', text: 'Blessed be the lamp that is kept; blessed be the vigil, o keeper.' },
      { register: 'technical', text: 'Tighten the bolt to 40 newton metres, then check the seal for leaks.' },
    ];
    const lendings = [
      { expertId: 1, version: decoder('base') },
      { expertId: 2, ...retrieval('technical', [WELL, HELD]) },
      { expertId: 3, version: classify(texts) },
    ];
    const first = await commons.addNode('first', lendings, { mayQuote: ({ deposit }) => deposit !== HELD.id });
    const second = await commons.addNode('second', [{ expertId: 4, version: classify(texts) }]);
    await first.publish();
    await second.publish();
    const app = new Hono();
    app.onError((error, context) => answerError(error, context, () => undefined));
    app.route('/', createOpenAiRoutes(gate));
    app.route('/', createModelRoutes(gate));
    app.route('/', createClassifyRoutes(gate));
    app.route('/', createSearchRoutes(gate));
    app.route('/', createDirectoryRoutes({ ...gate, gate: { account: gate.account.address, operator: 1 } }));
    app.route('/', createReceiptRoutes({ jobs: first.jobs, witnesses: gate.witnesses }));
    url = await new Promise((resolve) => {
      server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
    });
    client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    commons.close();
  });

  it('answers an ordinary chat, with where the answer came from', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'auto', messages: [{ role: 'user', content: ASKED }] })
      .withResponse();
    expect(data.choices[0]!.message.content).to.contain('11 m deep');
    expect(data.choices[0]!.finish_reason).to.equal('stop');
    const { tilth } = data as any;
    expect(tilth.expert).to.include({ id: '2', kind: 'retrieval' });
    expect(tilth.deposits[0].deposit).to.equal(WELL.id);
    expect(response.headers.get('x-tilth-receipt')).to.equal(tilth.receipts[0].jobId);
  });

  it('streams, with usage and provenance in the last chunk', async () => {
    const stream = await client.chat.completions.create({
      model: '1',
      messages: [{ role: 'user', content: 'zyx' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 7,
      seed: 5,
    });
    const chunks: any[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
    expect(text.trim().split(' ')).to.have.length(7);
    expect(chunks.length).to.be.greaterThan(7, 'it came in pieces');
    expect(chunks.at(-1).usage.completion_tokens).to.equal(7);
    expect(chunks.at(-1).tilth.expert.id).to.equal('1');
    expect(chunks.at(-2).choices[0].finish_reason).to.equal('length');
  });

  it('repeats itself for the same seed, streamed or whole', async () => {
    const request = { model: '1', prompt: 'once', max_tokens: 6, seed: 11 };
    const whole = await client.completions.create(request);
    let streamed = '';
    for await (const chunk of await client.completions.create({ ...request, stream: true }))
      streamed += chunk.choices[0]?.text ?? '';
    expect(streamed).to.equal(whole.choices[0]!.text);
    const other = await client.completions.create({ ...request, seed: 12 });
    expect(other.choices[0]!.text).to.not.equal(whole.choices[0]!.text);
  });

  it('says 404 for a model that nobody serves, and names those that are served', async () => {
    const error = await client.chat.completions
      .create({ model: 'gpt-4', messages: [{ role: 'user', content: 'x' }] })
      .catch((it) => it);
    expect(error).to.be.instanceOf(OpenAI.NotFoundError);
    expect(error.code).to.equal('model_not_found');
    expect(error.message).to.contain('register:technical');
  });

  it('says 400 for a request that is not one', async () => {
    const error = await client.chat.completions.create({ model: 'auto', messages: [] }).catch((it) => it);
    expect(error).to.be.instanceOf(OpenAI.BadRequestError);
    const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{' });
    expect(answer.status).to.equal(400);
    expect(((await answer.json()) as any).error).to.include({ type: 'invalid_request_error', code: 'bad-request' });
  });

  it('refuses what nobody here does by its name, and takes what asks for nothing', async () => {
    const ask = (more: object) =>
      client.chat.completions.create({ model: 'auto', messages: [{ role: 'user', content: ASKED }], ...more });
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }];
    for (const more of [
      { tools },
      { response_format: { type: 'json_object' } },
      { logprobs: true },
      { top_p: 0.1 },
      { modalities: ['text', 'audio'] },
      { top_k: 3 },
      { repetition_penalty: 1.2 },
      { guided_json: {} },
    ]) {
      const error = await ask(more).catch((it) => it);
      expect(error).to.be.instanceOf(OpenAI.BadRequestError).with.property('code', 'unsupported_parameter');
      expect(error.message).to.contain(Object.keys(more)[0]);
    }
    const idle = {
      tools: [],
      tool_choice: 'auto',
      response_format: { type: 'text' },
      top_p: 1,
      top_k: -1,
      presence_penalty: 0,
    };
    expect((await ask({ ...idle, logit_bias: null, user: 'me' })).choices).to.have.length(1);
  });

  it('reads a conversation in which another model called tools', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'auto',
      messages: [
        { role: 'user', content: 'How deep is it?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'The well is meant.' },
        { role: 'user', content: ASKED },
      ],
    });
    expect(choices[0]!.message.content).to.contain('11 m deep');
  });

  it('refuses a prompt that is longer than the context with the code that clients know', async () => {
    const error = await client.chat.completions
      .create({ model: '1', messages: [{ role: 'user', content: 'word '.repeat(CONTEXT + 1) }], max_tokens: 1 })
      .catch((it) => it);
    expect(error).to.be.instanceOf(OpenAI.BadRequestError);
    expect(error.code).to.equal('context_length_exceeded');
    const huge = await client.chat.completions
      .create({ model: 'auto', messages: [1, 2].map(() => ({ role: 'user', content: 'x'.repeat(40_000) })) })
      .catch((it) => it);
    expect(huge.code).to.equal('context_length_exceeded');
    const long = await client.completions.create({ model: 'auto', prompt: 'x'.repeat(100_000) }).catch((it) => it);
    expect(long.code).to.equal('context_length_exceeded');
  });

  it('gives as many tokens as there is room for when more are asked for, and counts those that were read', async () => {
    const { choices, usage } = await client.completions.create({ model: '1', prompt: 'a b c d', max_tokens: 8_192 });
    expect(usage).to.deep.equal({ prompt_tokens: 4, completion_tokens: CONTEXT - 4, total_tokens: CONTEXT });
    expect(choices[0]!.finish_reason).to.equal('length');
  });

  it('lists models, registers and experts', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).to.include.members(['auto', 'register:technical', '1', '2', '3', '4']);
    expect((await client.models.retrieve('register:technical')).object).to.equal('model');
    for (const [id, length] of [
      ['1', CONTEXT],
      ['auto', CONTEXT],
      ['2', undefined],
    ] as const)
      expect(((await client.models.retrieve(id)) as any).context_length).to.equal(length);
  });

  it('classifies, and says whether the classifiers agree', async () => {
    const answer: any = await post('/v1/classify', { text: 'Blessed be the keeper of the lamp' });
    expect(answer.labels[0].label).to.equal('sacred');
    expect(answer.tilth.disagreement).to.include({ verdict: 'AGREED', value: 0 });
  });

  it('searches passages', async () => {
    const answer: any = await post('/v1/search', { query: 'the Brindle well' });
    expect(answer.passages[0]).to.include({ deposit: WELL.id, register: 'technical', expert: '2' });
  });

  it('names what matches and is not quoted, and nothing of its words or their place', async () => {
    const { passages, withheld }: any = await post('/v1/search', { query: 'zinnia seeds under frost' });
    expect(passages).to.deep.equal([]);
    expect(withheld).to.deep.equal([{ deposit: HELD.id, expert: '2' }]);
  });

  it('hands out the signed receipt of an answer', async () => {
    const { tilth }: any = await client.completions.create({ model: '1', prompt: 'x', max_tokens: 2 });
    const found: any = await (await fetch(`${url}/v1/receipts/${tilth.receipts[0].jobId}`)).json();
    expect(await verifyReceipt(domain, fromWireReceipt(found.receipt), found.signature)).to.equal(true);
    expect((await fetch(`${url}/v1/receipts/0x${'00'.repeat(32)}`)).status).to.equal(404);
  });

  it('shows the directory', async () => {
    const { nodes }: any = await (await fetch(`${url}/v1/directory`)).json();
    expect(nodes.flatMap((node: any) => node.experts.map((expert: any) => expert.id))).to.have.members([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  async function post(path: string, body: unknown) {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return answer.json();
  }
});
