import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError, parse, validate } from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { statusOf } from '../../protocol/errors/kinds.ts';
import { BodyIncompleteError, createBodyReader } from '../../protocol/http/door/bodies.ts';
import { mayRead, refuseCaller } from '../../protocol/http/door/caller.ts';
import { isBounded } from '../../protocol/http/door/jsonBounds.ts';
import { createRates, type Rate } from '../../protocol/http/door/rates.ts';
import type { Context } from './context.ts';
import { limitQueries, MAX_TOKENS } from './limits.ts';
import { readStatus } from './resolvers/status.ts';
import { resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** How long the database is waited for by whoever watches the index. */
const HEALTH_MS = 1_000;

/** How long one query may be worked on. */
const QUERY_MS = 5_000;

export type ServerOptions = {
  readonly context: Context;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
  /** Names that the index is reached by, besides those of this machine and `host`. */
  readonly hosts?: readonly string[];
  /** Pages that may ask, besides those of this machine; `*` is any page. */
  readonly origins?: readonly string[];
  /** Queries a second that one address may make, lasting and at once. */
  readonly rate?: Rate;
  readonly queryMs?: number;
};

/** Serves GraphQL at /graphql and health at /health. @throws PortTakenError */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { context, logger, host, port, origins = [], queryMs = QUERY_MS } = options;
  const yoga = createYoga({
    schema: createSchema<Context>({ typeDefs: [...typeDefs], resolvers }),
    context: () => context,
    cors: false,
    maskedErrors: { maskError: (error, message) => maskError(error, message, logger) },
    plugins: [limits],
    logging: false,
    graphiql: true,
    landingPage: false,
  });
  const welcome = { hosts: [host, ...(options.hosts ?? [])], origins };
  const take = createRates(options.rate ?? { ratePerSecond: 100, burst: 400 });
  const readBody = createBodyReader();
  const answerHealth = createHealth(context);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers, socket } = request;
    const { host: name, origin, 'content-type': contentType } = headers;
    const refusal = refuseCaller({ method, host: name, origin, contentType }, welcome);
    if (refusal) return refuse(response, refusal.status, refusal.message);
    if (origin && mayRead(origin, origins)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('vary', 'origin');
    }
    if (request.url?.split('?', 1)[0] === '/health') return answerHealth(response);
    if (method === 'OPTIONS') return answerPreflight(response);
    const address = socket.remoteAddress ?? 'local';
    const wait = take(address);
    if (wait > 0) {
      response.setHeader('retry-after', wait);
      return refuse(response, 429, 'Too many queries from this address.');
    }
    const announced = Number(headers['content-length'] ?? 0);
    const body = method === 'POST' ? await readBody(request, { address, maxBytes: MAX_BODY_BYTES, announced }) : null;
    if (body && !isBounded(body)) return refuse(response, 400, 'The query holds too many values, or nests too deep.');
    await pass(request, response, body);
  };

  /** Gives a request to GraphQL, which stops when time is over or nobody waits any more. */
  const pass = async (request: IncomingMessage, response: ServerResponse, body: Uint8Array<ArrayBuffer> | null) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new QueryTimeoutError(queryMs)), queryMs);
    response.once('close', () => limit.abort(new QueryTimeoutError(queryMs)));
    try {
      const answered = await yoga.fetch(new URL(request.url ?? '/', `http://${request.headers.host}`).href, {
        method: request.method ?? 'GET',
        headers: forwarded(request),
        signal: limit.signal,
        ...(body && { body }),
      });
      const bytes = new Uint8Array(await answered.arrayBuffer());
      response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(bytes);
    } finally {
      clearTimeout(timer);
    }
  };

  const server = createServer({ requestTimeout: 15_000, connectionsCheckingInterval: 1_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const status = error instanceof BodyIncompleteError ? 408 : statusOf(error);
      if (status === 500) logger.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else refuse(response, status, error instanceof BaseError ? error.message : 'The index failed to answer.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new PortTakenError(host, port, cause)));
    server.listen(port, host, resolve);
  });
  return server;
}

/** Our own limits come first: the rules of GraphQL compare each part of a query with each. */
const limits: Plugin<{ request: Request }> = {
  onParse: ({ setParseFn }) =>
    setParseFn((source: string, given: object) => parse(source, { ...given, maxTokens: MAX_TOKENS })),
  onValidate: ({ validateFn, setValidationFn }) =>
    setValidationFn(((...given: Parameters<typeof validate>) => {
      const [schema, document] = given;
      const problems = validate(schema, document, [limitQueries]);
      return problems.length > 0 ? problems : validateFn(...given);
    }) as typeof validate),
  // The executor looks for it there, and asks no resolver more once it fires.
  onExecute: ({ args }) => void Object.assign(args, { signal: args.contextValue.request.signal }),
};

/** What GraphQL looks at of a request's headers. */
function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const { accept = 'application/json', 'content-type': type } = headers;
  return type ? { accept, 'content-type': type } : { accept };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  // What is left of the body is not read.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ errors: [{ message }] }));
}

function answerPreflight(response: ServerResponse): void {
  const headers = { 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'content-type' };
  response.writeHead(204, { ...headers, 'access-control-max-age': '600' }).end();
}

/** Answers whatever else the database is busy with; however many ask, it is asked once at a time. */
function createHealth(context: Context) {
  let reading: Promise<Awaited<ReturnType<typeof readStatus>> | null> | null = null;
  const read = () => {
    reading ??= readStatus(undefined, undefined, context)
      .catch(() => null)
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  return async (response: ServerResponse): Promise<void> => {
    const status = await Promise.race([read(), sleep(HEALTH_MS, null, { ref: false })]);
    const ok = status !== null && status.problem === null;
    response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ ok, ...status }));
  };
}

/** Our own errors say what to do; others are logged and hidden. */
function maskError(error: unknown, message: string, logger: Logger): Error {
  const inner = (error as { originalError?: unknown }).originalError ?? error;
  if (inner instanceof BaseError) return new GraphQLError(inner.message);
  if (error instanceof GraphQLError && inner === error) return error;
  if (isImpossibleValue(inner))
    return new GraphQLError(
      'A value of the query cannot be looked for: a text with a NUL, or an `after` of another list.',
    );
  logger.error({ err: inner }, 'query failed');
  return new GraphQLError(message);
}

/** PostgreSQL's class 22: the statement was right, a value in it was not. */
function isImpossibleValue(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (/^22/.test(String((at as { code?: unknown }).code ?? ''))) return true;
  }
  return false;
}

/** A query asks for more than can be given at once. */
export class QueryTimeoutError extends BaseError {
  override readonly name = 'QueryTimeoutError';
  override readonly kind = 'busy';
  constructor(milliseconds: number) {
    super('The query took too long.', { values: { milliseconds }, hint: 'Ask for less at once.' });
  }
}

export class PortTakenError extends BaseError {
  override readonly name = 'PortTakenError';
  override readonly kind = 'conflict';
  constructor(host: string, port: number, cause: unknown) {
    super(`The index cannot listen on port ${port}.`, {
      values: { host },
      hint: 'Another program may listen there: stop it, or choose another port (--graphql-port N of "tilth up").',
      cause,
    });
  }
}
