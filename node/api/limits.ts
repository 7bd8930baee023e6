import type { Context, MiddlewareHandler } from 'hono';
import { type BodyLimits, createBodyReader } from '../../protocol/http/door/bodies.ts';
import { refuseCaller, type Welcome } from '../../protocol/http/door/caller.ts';
import { isBounded } from '../../protocol/http/door/jsonBounds.ts';
import { createRates, type Rate } from '../../protocol/http/door/rates.ts';
import { type Route, USUAL_BODY_BYTES } from '../../protocol/http/route.ts';
import { ApiError } from './errors.ts';
import { untilRead } from './untilRead.ts';

/** Refuses what a browser sends for a page that may not ask here. */
export function limitCallers(welcome: Welcome): MiddlewareHandler {
  return async ({ req }, next) => {
    const [host, origin, contentType] = ['host', 'origin', 'content-type'].map((name) => req.header(name));
    const refusal = refuseCaller({ method: req.method, host, origin, contentType }, welcome);
    if (refusal) throw new ApiError(refusal.status, refusal.code, refusal.message);
    return next();
  };
}

/** A token bucket per address; answers 429 and when to come back. */
export function limitRate(rate: Rate): MiddlewareHandler {
  const take = createRates(rate);
  return async (context, next) => {
    const retryAfter = take(addressOf(context));
    if (retryAfter > 0) throw new ApiError(429, 'rate-limited', 'Too many requests from this address.', { retryAfter });
    return next();
  };
}

/** Reads each body whole, within the bounds of its route, before anything is done for its request. */
export function limitBodies(routes: readonly Route[], limits: BodyLimits = {}): MiddlewareHandler {
  const read = createBodyReader(limits);
  const larger = new Map(routes.map(({ method, path, maxBodyBytes }) => [`${method} ${path}`, maxBodyBytes]));
  return async (context, next) => {
    const { req } = context;
    const { body } = req.raw;
    if (!body) return next();
    const maxBytes = larger.get(`${req.method.toLowerCase()} ${req.path}`) ?? USUAL_BODY_BYTES;
    const announced = Number(req.header('content-length') ?? 0);
    const bytes = await read(body, { address: addressOf(context), maxBytes, announced });
    if (!isBounded(bytes)) throw new ApiError(400, 'too-complex', 'The body holds too many values, or nests too deep.');
    // As Hono keeps a body that it has read: another request around the bytes costs more than reading them.
    req.bodyCache.text = Promise.resolve(new TextDecoder().decode(bytes)) as never;
    return next();
  };
}

/**
 * Serves at most `limit` requests at a time and refuses the rest with 503, so that those in progress stay fast. A stream
 * counts until it ends.
 */
export function limitConcurrency(limit: number, stallMs = 30_000): MiddlewareHandler {
  let running = 0;
  return async (context, next) => {
    if (running >= limit) {
      throw new ApiError(503, 'overloaded', 'The node is busy.', { values: { limit }, retryAfter: 1 });
    }
    running += 1;
    let hasLeft = false;
    const leave = () => {
      if (!hasLeft) running -= 1;
      hasLeft = true;
    };
    try {
      await next();
    } catch (error) {
      leave();
      throw error;
    }
    const { res } = context;
    const isStream = res.body !== null && res.headers.get('content-type')?.startsWith('text/event-stream');
    if (isStream && res.body) context.res = new Response(untilRead(res.body, leave, stallMs), res);
    else leave();
  };
}

/** The address of the connection itself: headers that name one can be made up. */
export function addressOf({ env }: Context): string {
  const incoming = (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming;
  return incoming?.socket?.remoteAddress ?? 'local';
}
