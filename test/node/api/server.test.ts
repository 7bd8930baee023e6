import { request as httpRequest } from 'node:http';
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
  const options: ServerOptions = {
    ...{ host: '127.0.0.1', port: 0, origins: ['https://commons.example'], ratePerSecond: 1000, burst: 1000 },
    concurrency: 4,
    onTrouble: ({ message }) => troubles.push(message),
    routes: [
      new Hono()
        .post('/size', async (context) => context.json({ bytes: (await context.req.arrayBuffer()).byteLength }))
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

  it('takes a body under the limit, announced or not', async () => {
    expect(await post(`${server.url}/size`, 7 * MEGABYTE, true)).to.equal(200);
    expect(await post(`${server.url}/size`, 7 * MEGABYTE, false)).to.equal(200);
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
    for (let i = 0; i < 5; i += 1) statuses.push((await fetch(`${strict.url}/health`)).status);
    const last = await fetch(`${strict.url}/health`);
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
    const headers = announce ? { 'content-length': String(bytes) } : { 'transfer-encoding': 'chunked' };
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    request.on('error', () => done('cut'));
    const chunk = Buffer.alloc(64 * 1024);
    let sent = 0;
    const write = (): void => {
      while (sent < bytes && !request.destroyed) {
        sent += chunk.byteLength;
        if (!request.write(chunk)) return void request.once('drain', write);
      }
      request.end();
    };
    write();
  });
}
