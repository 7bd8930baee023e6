import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Configuration } from '../../../protocol/http/configuration.ts';
import { openChainDoor } from '../../../scripts/local/chainDoor.ts';
import { startPage } from '../../../scripts/local/page.ts';
import type { Bound } from '../../../scripts/local/ports.ts';
import type { Progress } from '../../../scripts/local/progress.ts';

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string };

/** Sends a request as it is: `fetch` would choose the Host itself. */
function send(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((done, fail) => {
    const { method = 'GET', headers = {}, body } = options;
    const request = httpRequest(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (data) => {
        text += data;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

describe('local commons and web pages of strangers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-page-'));
  const evil = { origin: 'https://evil.example' };
  let engine: Server;
  let asked: unknown[] = [];
  let door: Bound;
  let page: Bound;

  before(async () => {
    engine = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        asked.push(JSON.parse(body));
        response.end('{"jsonrpc":"2.0","id":1,"result":"0x7a69"}');
      });
    });
    await new Promise<void>((done) => engine.listen(0, '127.0.0.1', done));
    const engineUrl = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
    door = await openChainDoor({ host: '127.0.0.1', port: 0, engineUrl: () => engineUrl });
    writeFileSync(join(folder, 'index.html'), '<title>commons</title>');
    page = await startPage({
      directory: Promise.resolve(folder),
      host: '127.0.0.1',
      port: 0,
      commons: () => ({ development: { accounts: [{ privateKey: '0x5ec7e7' }] } }) as unknown as Configuration,
      progress: { steps: () => [], onChange: () => () => {} } as unknown as Progress,
      isReady: () => true,
    });
  });

  beforeEach(() => {
    asked = [];
  });

  after(async () => {
    await Promise.all([door.stop(), page.stop()]);
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (method: string, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
  });

  describe('chain', () => {
    it('answers commands and pages of this machine', async () => {
      expect((await send(door.url, call('eth_chainId'))).body).to.include('0x7a69');
      const local = await send(door.url, call('eth_chainId', { origin: 'http://127.0.0.1:7400' }));
      expect(local.headers['access-control-allow-origin']).to.equal('http://127.0.0.1:7400');
    });

    it('is no way in for a page of elsewhere, under whatever name it calls us', async () => {
      expect((await send(door.url, call('eth_chainId', evil))).status).to.equal(403);
      expect((await send(door.url, call('eth_chainId', { host: 'evil.example' }))).status).to.equal(403);
      expect((await send(door.url, call('eth_chainId', { 'content-type': 'text/plain' }))).status).to.equal(415);
      const preflight = await send(door.url, { method: 'OPTIONS', headers: evil });
      expect(preflight.headers['access-control-allow-origin']).to.equal(undefined);
      expect(asked).to.deep.equal([]);
    });

    it('lets nobody be another account, move time, or sign with what the chain holds', async () => {
      const closed = ['anvil_setBalance', 'evm_increaseTime', 'hardhat_impersonateAccount', 'eth_accounts', 'debug_x'];
      for (const method of [...closed, 'eth_sendTransaction', 'eth_signTypedData_v4'])
        expect((await send(door.url, call(method))).status, method).to.equal(403);
      const batch = JSON.stringify([
        { id: 1, method: 'eth_chainId' },
        { id: 2, method: 'anvil_mine' },
      ]);
      expect((await send(door.url, { ...call(''), body: batch })).status).to.equal(403);
      expect((await send(door.url, { ...call(''), body: '[['.repeat(50_000) })).status).to.equal(400);
      expect(asked).to.deep.equal([]);
    });
  });

  describe('page', () => {
    it('gives keys to itself and to commands, and to no page of elsewhere', async () => {
      const url = `${page.url}/config.json`;
      expect((await send(url)).body).to.include('0x5ec7e7');
      expect((await send(url, { headers: { 'sec-fetch-site': 'same-origin' } })).status).to.equal(200);
      const foreign = [evil, { host: 'evil.example:7400' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }];
      for (const headers of foreign) {
        const answer = await send(url, { headers: headers as Record<string, string> });
        expect(answer.status, JSON.stringify(headers)).to.equal(403);
        expect(answer.body).to.not.include('0x5ec7e7');
      }
    });

    it('may be shown in no frame, is only read, and survives odd paths', async () => {
      const shown = await send(`${page.url}/`);
      expect(shown.headers['content-security-policy']).to.include("frame-ancestors 'none'");
      expect((await send(`${page.url}/`, call('x'))).status).to.equal(405);
      for (const path of ['//', '/\\', '/%00', '/../../../etc/passwd'])
        expect((await send(`${page.url}${path}`)).status, path).to.be.oneOf([200, 400]);
    });
  });
});
