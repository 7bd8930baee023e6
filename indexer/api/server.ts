import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Context } from './context.ts';
import { limitQueries } from './limits.ts';
import { readStatus } from './resolvers/status.ts';
import { resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const MAX_BODY_BYTES = 64 * 1024;

export type ServerOptions = {
  readonly context: Context;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
};

/** Serves GraphQL at /graphql and health at /health. @throws PortTakenError */
export async function startServer({ context, logger, host, port }: ServerOptions): Promise<Server> {
  const yoga = createYoga({
    schema: createSchema<Context>({ typeDefs: [...typeDefs], resolvers }),
    context: () => context,
    cors: { origin: '*', methods: ['GET', 'POST', 'OPTIONS'], credentials: false },
    maskedErrors: { maskError: (error, message) => maskError(error, message, logger) },
    plugins: [limits],
    logging: false,
    graphiql: true,
    landingPage: false,
  });
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/health') void answerHealth(response, context);
    else if (tooLarge(request)) refuse(request, response);
    else void yoga(request, response);
  });
  server.requestTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new PortTakenError(host, port, cause)));
    server.listen(port, host, resolve);
  });
  return server;
}

const limits: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(limitQueries),
};

/** A body must say its length: one that does not is not read. */
function tooLarge(request: IncomingMessage): boolean {
  if ((request.url?.length ?? 0) > MAX_BODY_BYTES) return true;
  if (request.method !== 'POST') return false;
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  return !(length <= MAX_BODY_BYTES);
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const errors = [{ message: `A query has at most ${MAX_BODY_BYTES} bytes and tells its length.` }];
  response.writeHead(413, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify({ errors }));
}

async function answerHealth(response: ServerResponse, context: Context): Promise<void> {
  const status = await readStatus(undefined, undefined, context).catch(() => null);
  const ok = status !== null && status.problem === null;
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
  response.writeHead(ok ? 200 : 503, headers).end(JSON.stringify({ ok, ...status }));
}

/** Our own errors say what to do; others are logged and hidden. */
function maskError(error: unknown, message: string, logger: Logger): Error {
  const inner = (error as { originalError?: unknown }).originalError;
  if (inner instanceof BaseError) return error as Error;
  if (error instanceof Error && error.name === 'GraphQLError' && inner === undefined) return error;
  logger.error({ err: inner ?? error }, 'query failed');
  return new Error(message);
}

export class PortTakenError extends BaseError {
  override readonly name = 'PortTakenError';
  override readonly kind = 'conflict';
  constructor(host: string, port: number, cause: unknown) {
    super('The index cannot listen here.', { values: { host, port }, hint: 'Choose another port.', cause });
  }
}
