import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { ErrorBody } from '../../protocol/http/errorBody.ts';

/** A refusal with its HTTP status; routes throw it for what they check themselves. */
export class ApiError extends BaseError {
  override readonly name = 'ApiError';
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    sentence: string,
    details: { values?: Readonly<Record<string, unknown>>; hint?: string; cause?: unknown; retryAfter?: number } = {},
  ) {
    super(sentence, details);
    this.status = status;
    this.code = code;
    this.retryAfter = details.retryAfter;
  }
}

/** Statuses of errors that come from below, by the error's name. What is not here is our fault: 500. */
const KNOWN: Readonly<Record<string, { readonly status: ContentfulStatusCode; readonly code: string }>> = {
  BadIdentifierError: { status: 400, code: 'bad-identifier' },
  TransactionRefusedError: { status: 422, code: 'refused-by-contract' },
  DiskFullError: { status: 507, code: 'disk-full' },
  LogForkedError: { status: 503, code: 'log-forked' },
  ChainUnreachableError: { status: 503, code: 'chain-unreachable' },
  BlockTooLargeError: { status: 413, code: 'too-large' },
  BlockNotFoundError: { status: 404, code: 'not-found' },
  UnknownModelError: { status: 404, code: 'model_not_found' },
  WrongModelError: { status: 400, code: 'wrong-model' },
  NoAnswerError: { status: 503, code: 'no-answer' },
};

export type OnTrouble = (trouble: { readonly message: string; readonly cause: unknown }) => void;

/** Turns whatever a route threw into an answer; unexpected errors are logged and not described to the caller. */
export function answerError(error: unknown, context: Context, onTrouble: OnTrouble): Response {
  const { status, retryAfter } = describe(error);
  if (status === 500) onTrouble({ message: 'a request failed', cause: error });
  if (retryAfter !== undefined) context.header('retry-after', String(retryAfter));
  return context.json(toErrorBody(error), status);
}

/** The body that tells of an error; also what ends a stream that has begun. */
export function toErrorBody(error: unknown): ErrorBody {
  const { status, code, message } = describe(error);
  const type = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  return { error: { message, type, code } };
}

type Description = { status: ContentfulStatusCode; code: string; message: string; retryAfter?: number | undefined };

function describe(error: unknown): Description {
  if (error instanceof ApiError) {
    const { status, code, message, retryAfter } = error;
    return { status, code, message, retryAfter };
  }
  if (error instanceof HTTPException) return { status: error.status, code: 'http', message: error.message };
  if (error instanceof BaseError) {
    const known = KNOWN[error.name];
    if (known) return { ...known, message: error.message, ...(known.status === 503 ? { retryAfter: 5 } : {}) };
    if (error.name === 'DepositRefusedError') {
      const code = String((error as BaseError & { code?: unknown }).code);
      return { status: code === 'duplicate' || code === 'withdrawn' ? 409 : 422, code, message: error.message };
    }
  }
  return { status: 500, code: 'internal', message: 'The node failed to answer; its log says why.' };
}
