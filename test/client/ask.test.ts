import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { zeroAddress } from 'viem';
import { ask, BrokenAnswerError, EndlessLineError, readEventStream } from '../../client/ask.ts';
import { classify } from '../../client/classify.ts';
import { directory } from '../../client/directory.ts';
import { read } from '../../client/read.ts';
import { receipt, workReceipt } from '../../client/receipt.ts';
import { BadAnswerError, GateRefusedError } from '../../client/request.ts';
import { search } from '../../client/search.ts';
import { verify } from '../../client/verify.ts';
import { withdraw } from '../../client/withdraw.ts';
import { readJson, sendJson, startServer } from './fakeServer.ts';
import { ACCOUNT, asPerson, failure, HASH, RECEIPT, RECORD } from './fixtures.ts';

const base = { id: 'c', created: 1, model: 'auto', object: 'chat.completion.chunk' };
const ID = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
const UNKNOWN = { error: { message: 'unknown', type: 'x', code: 'unknown-deposit' } };

function write(response: ServerResponse, ...events: unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
}

const piece = (content: string) => ({
  ...base,
  choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
});
const end = { ...base, choices: [], usage: { prompt_tokens: 0, completion_tokens: 2, total_tokens: 2 }, tilth: RECORD };

describe('client ask', () => {
  it('gives the text as it is made, and where it came from', async () => {
    const bodies: Record<string, unknown>[] = [];
    await using gate = await startServer(async (request, response) => {
      bodies.push(await readJson(request));
      write(response, piece('A '), piece('mill.'), end, '[DONE]');
      response.end();
    });
    const pieces: string[] = [];
    const question = { question: 'Who?', audit: true, seed: 4, onText: (text: string) => pieces.push(text) };
    const { text, tilth } = await ask(asPerson(gate.url), question);
    expect([text, pieces]).to.deep.equal(['A mill.', ['A ', 'mill.']]);
    expect(tilth.expert.id).to.equal('3');
    expect(bodies[0]).to.deep.include({ model: 'auto', stream: true, seed: 4, tilth: { audit: true } });
  });

  it('goes to another gate before an answer has begun, and to none after', async () => {
    await using busy = await startServer((_, response) => sendJson(response, UNKNOWN, 503));
    await using breaking = await startServer((_, response) => {
      write(response, piece('A '));
      setTimeout(() => response.destroy(), 20);
    });
    await using good = await startServer((_, response) => {
      write(response, piece('Yes.'), end, '[DONE]');
      response.end();
    });
    expect((await ask(asPerson(busy.url, good.url), { question: 'x' })).text).to.equal('Yes.');
    const error = await failure(ask(asPerson(breaking.url, good.url), { question: 'x' }));
    expect(error).to.be.instanceOf(BrokenAnswerError);
    expect(good.asked).to.have.length(1);
  });

  it('says why an answer broke off, and refuses one that does not say where it came from', async () => {
    const why = { error: { message: 'the expert is gone', type: 'server_error', code: 'no-answer' } };
    await using gate = await startServer((request, response) => {
      write(response, piece('A'), ...(request.headers['x-test'] ? [] : [why]), '[DONE]');
      response.end();
    });
    const error = await failure(ask(asPerson(gate.url), { question: 'x' }));
    expect(error)
      .to.be.instanceOf(BrokenAnswerError)
      .with.property('message')
      .that.matches(/the expert is gone/);
    await using silent = await startServer((_, response) => {
      write(response, piece('A'), '[DONE]');
      response.end();
    });
    expect(await failure(ask(asPerson(silent.url), { question: 'x' }))).to.be.instanceOf(BrokenAnswerError);
    await using odd = await startServer((_, response) => {
      write(response, '{"choices":7}');
      response.end();
    });
    expect(await failure(ask(asPerson(odd.url), { question: 'x' }))).to.be.instanceOf(BadAnswerError);
  });

  it('stops when its caller stops', async () => {
    await using gate = await startServer((_, response) => write(response, piece('A')));
    const controller = new AbortController();
    const onText = () => controller.abort(new Error('enough'));
    const error = await failure(ask(asPerson(gate.url), { question: 'x', signal: controller.signal, onText }));
    expect((error as Error).message).to.equal('enough');
  });
});

describe('client verbs over gates', () => {
  const SHOWN = {
    id: ID,
    logId: 1,
    index: 0,
    contributor: ACCOUNT,
    register: 'oral',
    tier: 'public',
    signedTier: 'public',
    tombstone: null,
    language: 'en',
    label: '',
    bytes: 3,
    withdrawn: false,
    anchored: true,
    soon: 'more than today',
  };
  const ANSWERS: Readonly<Record<string, unknown>> = {
    [`GET /v1/deposits/${encodeURIComponent(ID)}`]: SHOWN,
    [`GET /v1/deposits/${encodeURIComponent(ID)}/receipt`]: { ...RECEIPT, id: ID },
    [`POST /v1/deposits/${encodeURIComponent(ID)}/withdraw`]: {
      ...{ id: ID, withdrawn: true, transaction: HASH },
      tombstone: {
        ...{ id: ID, depositor: ACCOUNT, transaction: HASH, erased: ['ciphertext'], kept: ['manifest'] },
        ...{ operator: ACCOUNT, statedAt: 1, signature: '0x12' },
      },
    },
    'POST /v1/search': { query: 'x', passages: [], tilth: RECORD },
    'POST /v1/classify': { labels: [{ label: 'oral', probability: 0.9 }], tilth: RECORD },
    'GET /v1/directory': {
      ...{ gate: { account: zeroAddress, operator: 1 }, nodes: [], dropped: {}, failures: {}, outcomes: [] },
    },
  };
  const startGate = () =>
    startServer((request, response) => {
      const answer = ANSWERS[`${request.method} ${request.url}`];
      sendJson(response, answer ?? UNKNOWN, answer ? 200 : 404);
    });

  it('ask the gate that knows, and check what it says', async () => {
    await using stranger = await startServer((_, response) => sendJson(response, UNKNOWN, 404));
    await using gate = await startGate();
    const person = asPerson(stranger.url, gate.url);
    expect((await read(person, { id: ID })).tier).to.equal('public');
    expect((await receipt(person, { id: ID })).inclusion).to.equal(null);
    expect((await withdraw(person, { id: ID, depositor: ACCOUNT })).transaction).to.equal(HASH);
    expect((await search(person, { query: 'x', audit: true })).passages).to.deep.equal([]);
    expect((await classify(person, { text: 'x' })).labels[0]?.label).to.equal('oral');
    expect((await directory(person)).nodes).to.deep.equal([]);
    const unknown = await failure(workReceipt(person, { jobId: HASH }));
    expect(unknown).to.be.instanceOf(GateRefusedError).with.property('status', 404);
  });

  it('refuse a receipt of another deposit, and one of a log that is not of this commons', async () => {
    await using gate = await startServer((_, response) => sendJson(response, { ...RECEIPT, id: 'sub:bafyother' }));
    const person = asPerson(gate.url);
    expect(await failure(receipt(person, { id: ID }))).to.be.instanceOf(BadAnswerError);
    const { ok, reason } = await verify(person, { ...RECEIPT, id: ID }, { id: ID });
    expect([ok, reason]).to.deep.equal([false, 'it names another deposit log than that of this commons']);
  });
});

async function collect(chunks: readonly Uint8Array[]): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of readEventStream(body)) found.push(data);
  return found;
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('client readEventStream', () => {
  it('reads events whatever the chunks are, also within a character', async () => {
    const bytes = encode('data: {"a":"é"}\n\n: alive\n\ndata: two\ndata: lines\r\n\r\ndata: [DONE]\n\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await collect(chunks)).to.deep.equal(['{"a":"é"}', 'two\nlines', '[DONE]']);
      }),
    );
  });

  it('does not collect a line that does not end', async () => {
    const piece = encode('a'.repeat(256 * 1024));
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
    const error = await readEventStream(body)
      .next()
      .catch((it: unknown) => it);
    expect(error).to.be.instanceOf(EndlessLineError);
  });

  it('gives an event that the server did not close', async () => {
    expect(await collect([encode('data: last')])).to.deep.equal(['last']);
  });

  it('takes fields in any order, lines that end in CR alone, fields without a value, and skips comments', async () => {
    const bytes = encode(': hello\rid: 7\rdata: one\revent: message\r\rretry: 10\ndata\ndata:two\n\nevent: none\n\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await collect(chunks)).to.deep.equal(['one', '\ntwo']);
      }),
    );
  });

  it('drops the stream when its reader goes away', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encode('data: more\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of readEventStream(body)) break;
    expect(cancelled).to.equal(true);
  });
});
