import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { refuseCaller } from '../../protocol/http/door/caller.ts';
import type { CommonsStatus } from '../../protocol/http/status.ts';
import { type Bound, bind } from './ports.ts';
import type { Progress } from './progress.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** No other page may show this one in a frame, or use what it serves. */
const OURS_ALONE = {
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** Who watches the steps at once. */
const MOST_WATCHERS = 100;

type Options = {
  /** The built page; it may still be on its way. */
  readonly directory: Promise<string>;
  readonly host: string;
  readonly port: number;
  readonly commons: () => Configuration | null;
  readonly progress: Progress;
  readonly isReady: () => boolean;
};

/** Serves the built page, `/config.json`, and the steps as `/status` and `/events` (server-sent events). @throws PortInUseError */
export async function startPage(options: Options): Promise<Bound> {
  const watchers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(options, watchers, request, response).catch(() => response.writeHead(500).end());
  });
  return bind(server, { host: options.host, port: options.port, flag: '--page-port' });
}

async function answer(
  options: Options,
  watchers: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers, url = '/' } = request;
  const { host, origin, 'content-type': contentType } = headers;
  const refusal = refuseCaller({ method, host, origin, contentType }, { hosts: [options.host], origins: [] });
  if (refusal) return refuse(response, refusal.status, refusal.message);
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'This page is only read.');
  for (const [name, value] of Object.entries(OURS_ALONE)) response.setHeader(name, value);
  const place = URL.parse(`http://page${url}`);
  if (!place || !url.startsWith('/')) return refuse(response, 400, 'This is not a path.');
  const path = place.pathname;
  if (path === '/config.json' && isFromElsewhere(request))
    return refuse(response, 403, 'Pages of elsewhere may not read this.');
  if (path === '/config.json') return sendJson(response, options.commons());
  if (path === '/status') return sendJson(response, status(options));
  if (path === '/events' && watchers.size >= MOST_WATCHERS) return refuse(response, 503, 'Too many watch already.');
  if (path === '/events') return sendEvents(options, watchers, request, response);
  const directory = await options.directory;
  const wanted = normalize(join(directory, path));
  const inside = wanted.startsWith(directory + sep) && existsSync(wanted) && statSync(wanted).isFile();
  const isAsset = path.startsWith('/assets/');
  if (!inside && isAsset) return void response.writeHead(404).end();
  const file = inside ? wanted : join(directory, 'index.html');
  const cache = isAsset ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': cache,
  });
  if (isAsset) createReadStream(file).pipe(response);
  else response.end(await readFile(file));
}

/** Whether a browser asks for another page than this one: keys are in what it asks for. Programs say neither. */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
}

function status(options: Options): CommonsStatus {
  return { ready: options.isReady(), steps: [...options.progress.steps()] };
}

function sendJson(response: ServerResponse, body: unknown): void {
  const code = body === null ? 503 : 200;
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: number, sentence: string): void {
  response.writeHead(code, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(`${sentence}\n`);
}

function sendEvents(
  options: Options,
  watchers: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  watchers.add(response);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = () => response.write(`data: ${JSON.stringify(status(options))}\n\n`);
  send();
  const off = options.progress.onChange(send);
  const alive = setInterval(() => response.write(': alive\n\n'), 15_000);
  request.once('close', () => {
    watchers.delete(response);
    off();
    clearInterval(alive);
  });
}
