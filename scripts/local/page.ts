import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Configuration } from '../../protocol/http/configuration.ts';
import type { CommonsStatus } from '../../protocol/http/status.ts';
import type { Progress } from './progress.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

type Options = {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly commons: () => Configuration | null;
  readonly progress: Progress;
  readonly isReady: () => boolean;
};

/** Serves the built page, `/config.json`, and the steps as `/status` and `/events` (server-sent events). */
export async function startPage(options: Options): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, options.host, done);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { url: `http://${options.host}:${port}`, stop: () => close(server) };
}

async function answer(options: Options, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://page').pathname;
  if (path === '/config.json') return sendJson(response, options.commons());
  if (path === '/status') return sendJson(response, status(options));
  if (path === '/events') return sendEvents(options, request, response);
  const wanted = normalize(join(options.directory, path));
  const inside = wanted.startsWith(options.directory) && existsSync(wanted) && statSync(wanted).isFile();
  const isAsset = path.startsWith('/assets/');
  if (!inside && isAsset) return void response.writeHead(404).end();
  const file = inside ? wanted : join(options.directory, 'index.html');
  const cache = isAsset ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': cache,
  });
  if (isAsset) createReadStream(file).pipe(response);
  else response.end(await readFile(file));
}

function status(options: Options): CommonsStatus {
  return { ready: options.isReady(), steps: [...options.progress.steps()] };
}

function sendJson(response: ServerResponse, body: unknown): void {
  const code = body === null ? 503 : 200;
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendEvents(options: Options, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = () => response.write(`data: ${JSON.stringify(status(options))}\n\n`);
  send();
  const off = options.progress.onChange(send);
  const alive = setInterval(() => response.write(': alive\n\n'), 15_000);
  request.once('close', () => {
    off();
    clearInterval(alive);
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
