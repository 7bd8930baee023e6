import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Health } from '../../protocol/http/health.ts';
import type { OnTrouble } from '../trouble.ts';
import { addDescription } from './description.ts';
import { ApiError, answerError } from './errors.ts';
import { limitBody, limitConcurrency, limitRate } from './limits.ts';

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly origins: readonly string[];
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly concurrency: number;
  /** One group for each surface. */
  readonly routes: readonly Hono[];
  readonly onTrouble: OnTrouble;
};

export type ApiServer = {
  readonly url: string;
  /** Ends open requests and resolves when the port is free again. */
  readonly stop: () => Promise<void>;
};

/** Larger than a deposit of the longest text in base64; nothing else comes near. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const LOCAL_ORIGIN = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Starts the node's HTTP API. @throws PortInUseError */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { app } = createApp(options);
  const server = serve({ fetch: app.fetch, hostname: options.host, port: options.port }) as Server;
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await new Promise<void>((done, fail) => {
    server.once('listening', done);
    server.once('error', (cause) => fail(new PortInUseError(options.host, options.port, cause)));
  });
  server.on('error', (cause) => options.onTrouble({ message: 'the HTTP server failed', cause }));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The API without a port, as `startServer` serves it. */
function createApp(options: ServerOptions): { app: Hono } {
  const app = new Hono();
  app.onError((error, context) => answerError(error, context, options.onTrouble));
  app.notFound((context) => {
    const error = new ApiError(404, 'not-found', 'There is nothing here.', { values: { path: context.req.path } });
    return answerError(error, context, options.onTrouble);
  });
  app.use(
    cors({
      origin: (origin) => (LOCAL_ORIGIN.test(origin) || options.origins.includes(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      exposeHeaders: ['retry-after'],
      maxAge: 600,
    }),
  );
  app.use(limitRate({ ...options, addressOf }));
  app.use(limitConcurrency(options.concurrency));
  app.use(limitBody(MAX_BODY_BYTES));
  app.get('/health', (context) => context.json({ ok: true } satisfies Health));
  addDescription(app);
  for (const surface of options.routes) app.route('/', surface);
  return { app };
}

/** The address of the connection itself: headers that name one can be made up. */
function addressOf(_: Request, environment: unknown): string {
  const incoming = (environment as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming;
  return incoming?.socket?.remoteAddress ?? 'local';
}

export class PortInUseError extends BaseError {
  override readonly name = 'PortInUseError';
  override readonly kind = 'conflict';
  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} cannot be used for the API.`, {
      values: { host },
      hint: 'Another program may listen there: stop it, or change api.port in config.json.',
      cause,
    });
  }
}
