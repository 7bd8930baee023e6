import type { MiddlewareHandler } from 'hono';
import { ApiError } from './errors.ts';

/** Refuses bodies larger than `maxBytes`, by their announced length or by counting; never holds more than that. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  const refuse = () => new ApiError(413, 'too-large', 'The request is too large.', { values: { limit: maxBytes } });
  return async (context, next) => {
    const request = context.req.raw;
    if (!request.body) return next();
    const announced = Number(request.headers.get('content-length') ?? Number.NaN);
    if (announced > maxBytes) throw refuse();
    if (Number.isNaN(announced)) {
      const body = request.body.pipeThrough(countBytes(maxBytes, refuse));
      context.req.raw = new Request(request, { body, duplex: 'half' } as RequestInit);
    }
    return next();
  };
}

function countBytes(maxBytes: number, refuse: () => ApiError): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(refuse());
      else controller.enqueue(chunk);
    },
  });
}

export type RateLimit = {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Whom a request counts against. */
  readonly addressOf: (request: Request, environment: unknown) => string;
};

type Bucket = { tokens: number; at: number };

const MAX_ADDRESSES = 10_000;

/** A token bucket per address; answers 429 and when to come back. */
export function limitRate({ ratePerSecond, burst, addressOf }: RateLimit): MiddlewareHandler {
  const buckets = new Map<string, Bucket>();
  return async (context, next) => {
    const address = addressOf(context.req.raw, context.env);
    const now = performance.now();
    const bucket = buckets.get(address) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * ratePerSecond);
    bucket.at = now;
    // The oldest address is forgotten first, so that many addresses cannot fill the memory.
    buckets.delete(address);
    buckets.set(address, bucket);
    if (buckets.size > MAX_ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    if (bucket.tokens < 1) {
      const retryAfter = Math.max(1, Math.ceil((1 - bucket.tokens) / ratePerSecond));
      throw new ApiError(429, 'rate-limited', 'Too many requests from this address.', { retryAfter });
    }
    bucket.tokens -= 1;
    return next();
  };
}

/** Serves at most `limit` requests at a time and refuses the rest with 503, so that those in progress stay fast. */
export function limitConcurrency(limit: number): MiddlewareHandler {
  let running = 0;
  return async (_, next) => {
    if (running >= limit) {
      throw new ApiError(503, 'overloaded', 'The node is busy.', { values: { limit }, retryAfter: 1 });
    }
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
  };
}
