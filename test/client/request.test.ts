import { expect } from 'chai';
import { z } from 'zod';
import { IndexRefusedError, queryIndex } from '../../client/queryIndex.ts';
import { BadAnswerError, GateRefusedError, requestJson } from '../../client/request.ts';
import { sendJson, startServer } from './fakeServer.ts';
import { failure } from './fixtures.ts';

const schema = z.object({ ok: z.literal(true) });

describe('client requestJson', () => {
  it("passes a gate's own words, code and pause on", async () => {
    const error = { message: 'Too many requests.', type: 'rate_limit_error', code: 'rate-limited' };
    await using server = await startServer((_, response) => sendJson(response, { error }, 429, { 'retry-after': '7' }));
    const refusal = await failure(requestJson(server.url, schema));
    expect(refusal).to.be.instanceOf(GateRefusedError);
    expect(refusal).to.include({ status: 429, code: 'rate-limited', retryAfter: 7, kind: 'busy' });
    expect((refusal as Error).message).to.match(/^Too many requests\./);
  });

  it('refuses an answer of another shape, and one that is not JSON', async () => {
    await using server = await startServer((request, response) =>
      request.url === '/a' ? sendJson(response, { ok: 1 }) : void response.end('hello'),
    );
    expect(await failure(requestJson(`${server.url}/a`, schema))).to.be.instanceOf(BadAnswerError);
    expect(await failure(requestJson(`${server.url}/b`, schema))).to.be.instanceOf(BadAnswerError);
  });

  it('does not read on when an answer has no end', async () => {
    await using server = await startServer((_, response) => {
      const piece = Buffer.alloc(1024 * 1024, 0x20);
      const write = () => {
        while (response.write(piece));
      };
      response.on('drain', write);
      write();
    });
    const error = await failure(requestJson(server.url, schema, { timeoutMs: 20_000 }));
    expect(error).to.be.instanceOf(BadAnswerError);
  }).timeout(20_000);

  it('keeps its time limit, before the answer begins and within it', async () => {
    await using server = await startServer((request, response) => {
      if (request.url === '/half') response.writeHead(200).write('{"ok":');
    });
    for (const path of ['/never', '/half']) {
      const error = await failure(requestJson(`${server.url}${path}`, schema, { timeoutMs: 50 }));
      expect(error).to.be.instanceOf(GateRefusedError).with.property('status', 0);
      expect((error as Error).message).to.match(/in time/);
    }
  });

  it('stops when its caller stops, with the reason of the caller', async () => {
    await using server = await startServer(() => undefined);
    const controller = new AbortController();
    const asking = failure(requestJson(server.url, schema, { signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await asking).to.equal(reason);
  });
});

describe('client queryIndex', () => {
  it('tells what the index refused, and an answer of another shape', async () => {
    await using server = await startServer((request, response) =>
      sendJson(response, request.url === '/a' ? { errors: [{ message: 'no such field' }] } : { data: { ok: 2 } }),
    );
    const refused = await failure(queryIndex(`${server.url}/a`, { query: '{ ok }', schema }));
    expect(refused)
      .to.be.instanceOf(IndexRefusedError)
      .with.property('message')
      .that.matches(/no such field/);
    expect(await failure(queryIndex(`${server.url}/b`, { query: '{ ok }', schema }))).to.be.instanceOf(
      IndexRefusedError,
    );
  });
});
