import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { SALT_HEADER } from '../../protocol/http/deposits.ts';
import { mayRead } from '../../protocol/http/door/caller.ts';
import type { Health } from '../../protocol/http/health.ts';
import { NODE } from '../../protocol/http/surfaces.ts';
import type { OnTrouble } from '../trouble.ts';
import { addDescription } from './description.ts';
import { ApiError, answerError } from './errors.ts';
import { limitBodies, limitCallers, limitConcurrency, limitRate } from './limits.ts';

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  /** Names that the API is reached by, besides those of this machine and `host`. */
  readonly hosts?: readonly string[];
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

/** Longer than the largest body may take; shorter ones have their own deadline. */
const REQUEST_MS = 60_000;
const HEADERS_MS = 10_000;
/** How often those two are looked at; Node's own half a minute would let slow senders stay as long. */
const LOOK_MS = 1_000;

/** Starts the node's HTTP API. @throws PortInUseError */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { app } = createApp(options);
  const serverOptions = {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: LOOK_MS,
  };
  const { host: hostname, port: wanted } = options;
  const server = serve({ fetch: app.fetch, hostname, port: wanted, serverOptions }) as Server;
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
  app.use(limitCallers({ hosts: [options.host, ...(options.hosts ?? [])], origins: options.origins }));
  app.use(
    cors({
      origin: (origin) => (mayRead(origin, options.origins) ? origin : null),
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      exposeHeaders: ['retry-after', 'x-tilth-receipt', SALT_HEADER],
      maxAge: 600,
    }),
  );
  // Before every limit: whoever watches the node is answered by a busy one too.
  app.get('/health', (context) => context.json({ ok: true } satisfies Health));
  app.use(limitRate(options));
  app.use(limitBodies(NODE.routes));
  app.use(limitConcurrency(options.concurrency));
  addDescription(app);
  for (const surface of options.routes) app.route('/', surface);
  return { app };
}

export class PortInUseError extends BaseError {
  override readonly name = 'PortInUseError';
  override readonly kind = 'conflict';
  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} cannot be used for the API.`, {
      values: { host },
      hint: 'Another program may listen there: stop it, or change api.port in config.json (--gate-port, --second-gate-port of "tilth up").',
      cause,
    });
  }
}
