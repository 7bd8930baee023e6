import type { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { ErrorKind } from '../protocol/errors/kinds.ts';
import { errorBody } from '../protocol/http/errorBody.ts';

export type RequestOptions = {
  /** Sent as JSON; without one the request is a GET. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer may take to begin; 60 s unless told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
};

const TIMEOUT_MS = 60_000;

/** The longest answer that is read, in bytes: no server of a commons sends more. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** Sends a request and gives the response when the server accepted it; its body is not waited for. @throws GateRefusedError */
export function request(url: string, options: RequestOptions = {}): Promise<Response> {
  return exchange(url, options, async (response) => response);
}

/** Sends a request and gives the checked JSON of its answer. @throws GateRefusedError, BadAnswerError */
export function requestJson<T>(url: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
  return exchange(url, options, async (response) => {
    const parsed = schema.safeParse(toJson(await readText(response)));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new BadAnswerError(url, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not JSON'}`);
  });
}

/** One request under one time limit, which ends when `read` is done. */
async function exchange<T>(
  url: string,
  { body, headers = {}, timeoutMs = TIMEOUT_MS, signal }: RequestOptions,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      ...(body === undefined
        ? { headers }
        : { method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw await toRefusal(url, response);
    return await read(response);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof BaseError) throw cause;
    const sentence = late.signal.aborted ? 'The server did not answer in time.' : 'The server does not answer.';
    throw new GateRefusedError(sentence, { url, status: 0, cause });
  } finally {
    clearTimeout(timer);
  }
}

async function toRefusal(url: string, response: Response): Promise<GateRefusedError> {
  const { status, headers } = response;
  const parsed = errorBody.safeParse(toJson(await readText(response)));
  const told = parsed.success ? parsed.data.error : null;
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  return new GateRefusedError(told?.message ?? `The server answered ${status}.`, {
    url,
    status,
    ...(told ? { code: told.code } : {}),
    ...(Number.isNaN(retryAfter) ? {} : { retryAfter }),
  });
}

/** Reads a body whole; the memory of whoever asks is not the server's to fill. @throws BadAnswerError */
export async function readBytes({ url, body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    parts.push(next.value);
    length += next.value.byteLength;
    if (length <= LONGEST_ANSWER) continue;
    await reader?.cancel();
    throw new BadAnswerError(url, 'it does not end');
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function readText(response: Response): Promise<string> {
  return new TextDecoder().decode(await readBytes(response));
}

type Failure = {
  readonly url: string;
  readonly status: number;
  readonly code?: string;
  readonly retryAfter?: number;
  readonly cause?: unknown;
};

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A gate, or another server of a commons, said no in its own words, or did not answer (status 0). */
export class GateRefusedError extends BaseError {
  override readonly name = 'GateRefusedError';
  override readonly kind: ErrorKind;
  readonly status: number;
  readonly code: string | null;
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | null;
  constructor(sentence: string, { url, status, code, retryAfter, cause }: Failure) {
    super(sentence, { values: { url, status }, cause });
    this.kind = status === 0 || status === 503 ? 'unavailable' : status === 429 ? 'busy' : 'refused';
    this.status = status;
    this.code = code ?? null;
    this.retryAfter = retryAfter ?? null;
  }
}

/** A server answered something else than was agreed. */
export class BadAnswerError extends BaseError {
  override readonly name = 'BadAnswerError';
  override readonly kind = 'unavailable';
  constructor(url: string, reason: string, cause?: unknown) {
    super(`The server's answer was not understood (${reason}).`, { values: { url }, cause });
  }
}
