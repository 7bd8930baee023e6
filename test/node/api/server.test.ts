import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { Hono } from 'hono';
import { ApiError } from '../../../node/api/errors.ts';
import { type ApiServer, PortInUseError, type ServerOptions, startServer } from '../../../node/api/server.ts';
import { DepositRefusedError } from '../../../node/deposits/intake.ts';
import { DiskFullError } from '../../../node/journal/sqliteFile.ts';

const MEGABYTE = 1024 * 1024;

describe('api server', () => {
  let server: ApiServer;
  const troubles: string[] = [];
  const streams: WritableStreamDefaultWriter[] = [];
  const options: ServerOptions = {
    ...{ host: '127.0.0.1', port: 0, origins: ['https://commons.example'], ratePerSecond: 1000, burst: 3000 },
    concurrency: 4,
    onTrouble: ({ message }) => troubles.push(message),
    routes: [
      new Hono()
        .post('/size', async (context) => context.json({ bytes: (await context.req.arrayBuffer()).byteLength }))
        .post('/v1/deposits', async (context) => context.json({ bytes: (await context.req.arrayBuffer()).byteLength }))
        .get('/stream', (context) => {
          const { readable, writable } = new TransformStream();
          streams.push(writable.getWriter());
          return context.body(readable, 200, { 'content-type': 'text/event-stream' });
        })
        .get('/slow', async (context) => {
          await new Promise((done) => setTimeout(done, 300));
          return context.json({});
        })
        .get('/fail/:how', (context) => {
          throw failures[context.req.param('how') as keyof typeof failures];
        }),
    ],
  };
  const failures = {
    bug: new TypeError('secret detail'),
    full: new DiskFullError('/node/journal.sqlite', null),
    duplicate: new DepositRefusedError('duplicate', 'This node holds the same text already.'),
    refused: new DepositRefusedError('wrong-key', 'The key does not fit.'),
    own: new ApiError(418, 'teapot', 'I am a teapot.'),
  };

  before(async () => {
    server = await startServer(options);
  });
  after(() => server.stop());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

  it('refuses a body of 100 MB by its announced length, and goes on', async () => {
    const status = await post(`${server.url}/size`, 100 * MEGABYTE, true);
    expect(status).to.equal(413);
    expect((await get('/health')).status).to.equal(200);
  });

  it('refuses a body of 100 MB that does not announce its length', async () => {
    const before = process.memoryUsage().rss;
    expect(await post(`${server.url}/size`, 100 * MEGABYTE, false)).to.be.oneOf([413, 'cut']);
    expect(process.memoryUsage().rss - before).to.be.lessThan(80 * MEGABYTE);
    expect((await get('/health')).status).to.equal(200);
  });

  it('takes a body under the limit of its route, announced or not', async () => {
    for (const announced of [true, false]) {
      expect(await post(`${server.url}/v1/deposits`, 7 * MEGABYTE, announced)).to.equal(200);
      expect(await post(`${server.url}/size`, 60_000, announced)).to.equal(200);
      expect(await post(`${server.url}/size`, 70_000, announced)).to.equal(413);
    }
  });

  it('builds no tree that is larger than any request', async () => {
    for (const body of ['['.repeat(7 * MEGABYTE), `[${'{},'.repeat(500_000)}{}]`]) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/v1/deposits`, { method: 'POST', headers, body });
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.have.nested.property('error.code', 'too-complex');
    }
  });

  it('answers others while hundreds of bodies never come to their end', async () => {
    const port = Number(new URL(server.url).port);
    const head =
      'POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write(head);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    expect((await get('/health')).status).to.equal(200);
    expect(await post(`${server.url}/size`, 100, true)).to.equal(200);
    for (const socket of sockets) socket.destroy();
  });

  it('counts a stream until it ends', async () => {
    const open = await Promise.all(Array.from({ length: 4 }, () => get('/stream')));
    expect(open.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    expect((await get('/slow')).status).to.equal(503);
    expect((await get('/health')).status).to.equal(200);
    for (const writer of streams) await writer.close();
    await Promise.all(open.map((answer) => answer.text()));
    expect((await get('/slow')).status).to.equal(200);
  });

  it('is no way in for web pages of elsewhere', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${server.url}/size`, { method: 'POST', headers, body: '{}' });
    const json = { 'content-type': 'application/json' };
    expect((await send({ 'content-type': 'text/plain' })).status).to.equal(415);
    expect((await send({ ...json, origin: 'https://evil.example' })).status).to.equal(403);
    expect((await send({ ...json, origin: 'https://commons.example' })).status).to.equal(200);
    expect((await send(json)).status).to.equal(200);
    const rebound = await new Promise<number | undefined>((done) => {
      httpRequest(`${server.url}/health`, { headers: { host: 'evil.example' } }, (it) =>
        done(it.resume().statusCode),
      ).end();
    });
    expect(rebound).to.equal(403);
  });

  it('serves a few at a time and tells the rest when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => get('/slow')));
    const busy = answers.filter((it) => it.status === 503);
    expect(busy).to.have.length(4);
    expect(busy[0]?.headers.get('retry-after')).to.equal('1');
    expect((await get('/slow')).status).to.equal(200);
  });

  it('limits what one address may ask for', async () => {
    const strict = await startServer({ ...options, ratePerSecond: 1, burst: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await fetch(`${strict.url}/slow`)).status);
    const last = await fetch(`${strict.url}/slow`);
    expect((await fetch(`${strict.url}/health`)).status).to.equal(200);
    await strict.stop();
    expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    expect(Number(last.headers.get('retry-after'))).to.be.greaterThan(0);
    expect(await last.json()).to.have.nested.property('error.type', 'rate_limit_error');
  });

  it('says no in one form, with the status that fits', async () => {
    const statuses = { bug: 500, full: 507, duplicate: 409, refused: 422, own: 418 };
    for (const [how, status] of Object.entries(statuses)) {
      const answer = await get(`/fail/${how}`);
      const body = (await answer.json()) as { error: Record<string, string> };
      expect(answer.status, how).to.equal(status);
      expect(Object.keys(body.error).sort()).to.deep.equal(['code', 'message', 'type']);
    }
  });

  it('logs a bug and does not show it', async () => {
    const answer = await (await get('/fail/bug')).text();
    expect(answer).to.not.include('secret detail');
    expect(troubles).to.include('a request failed');
  });

  it('answers an unknown path with 404', async () => {
    expect((await get('/nothing')).status).to.equal(404);
  });

  it('lets local pages and named origins in, and no other', async () => {
    const allowed = async (origin: string) =>
      (await get('/health', { origin })).headers.get('access-control-allow-origin');
    expect(await allowed('http://127.0.0.1:7400')).to.equal('http://127.0.0.1:7400');
    expect(await allowed('https://commons.example')).to.equal('https://commons.example');
    expect(await allowed('https://evil.example')).to.equal(null);
    expect(await allowed('http://127.0.0.1.evil.example')).to.equal(null);
  });

  it('names the port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    const error = await startServer({ ...options, port }).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(PortInUseError);
    expect((error as Error).message).to.include(`Port ${port}`);
  });
});

/** Sends zeros without holding them all; resolves with the status, or 'cut' when the server ends the connection. */
function post(url: string, bytes: number, announce: boolean): Promise<number | 'cut'> {
  return new Promise((done) => {
    const length = announce ? { 'content-length': String(bytes) } : { 'transfer-encoding': 'chunked' };
    const headers = { 'content-type': 'application/json', ...length };
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    request.on('error', () => done('cut'));
    const chunk = Buffer.alloc(64 * 1024);
    let sent = 0;
    const write = (): void => {
      while (sent < bytes && !request.destroyed) {
        const piece = chunk.subarray(0, bytes - sent);
        sent += piece.byteLength;
        if (!request.write(piece)) return void request.once('drain', write);
      }
      request.end();
    };
    write();
  });
}
