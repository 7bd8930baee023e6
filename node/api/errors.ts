import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { statusOf } from '../../protocol/errors/kinds.ts';
import { BodyIncompleteError, BodyTooLargeError } from '../../protocol/http/door/bodies.ts';
import type { ErrorBody } from '../../protocol/http/errorBody.ts';
import { BadIdentifierError } from '../../protocol/manifest/identifier.ts';
import { SealBrokenError } from '../../protocol/manifest/sealedText.ts';
import { ChainUnreachableError } from '../chain/createChain.ts';
import { TransactionRefusedError } from '../chain/sender.ts';
import { LogForkedError } from '../deposits/anchor.ts';
import { TooManyChangesError } from '../deposits/changeTier.ts';
import { DepositRefusedError } from '../deposits/intake.ts';
import { TooManyLooksError } from '../deposits/manifests.ts';
import { DepositQuotaError } from '../deposits/quota.ts';
import { GateFullError } from '../gates/admission.ts';
import { NoAnswerError, PromptTooLongError, UnknownModelError, WrongModelError } from '../gates/candidates.ts';
import { BadSessionError, BadVoucherError } from '../gates/visitors.ts';
import { betweenLooks } from '../inTurns.ts';
import { DiskFullError } from '../journal/sqliteFile.ts';
import { BlockNotFoundError, BlockTooLargeError } from '../storage/createStorage.ts';
import type { OnTrouble } from '../trouble.ts';

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

/** Errors from below that callers are told of, with the code that their programs read. All others are our fault: 500. */
const TOLD: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [BadIdentifierError, 'bad-identifier'],
  [SealBrokenError, 'bad-public-key'],
  [TransactionRefusedError, 'refused-by-contract'],
  [TooManyChangesError, 'too-many-changes'],
  [TooManyLooksError, 'too-many-looks'],
  [DiskFullError, 'disk-full'],
  [LogForkedError, 'log-forked'],
  [ChainUnreachableError, 'chain-unreachable'],
  [BlockTooLargeError, 'too-large'],
  [BodyTooLargeError, 'too-large'],
  [DepositQuotaError, 'over-quota'],
  [BlockNotFoundError, 'not-found'],
  [UnknownModelError, 'model_not_found'],
  [WrongModelError, 'wrong-model'],
  [PromptTooLongError, 'context_length_exceeded'],
  [NoAnswerError, 'no-answer'],
  [GateFullError, 'gate-full'],
  [BadSessionError, 'bad-session'],
  [BadVoucherError, 'bad-voucher'],
]);

const RETRY_SECONDS = 5;

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
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) return { status: error.status, code: 'http', message: error.message };
  if (error instanceof BodyIncompleteError) return { status: 408, code: 'incomplete-body', message: error.message };
  const code = error instanceof DepositRefusedError ? error.code : TOLD.get((error as Error | null)?.constructor);
  if (code === undefined) {
    return { status: 500, code: 'internal', message: 'The node failed to answer; its log says why.' };
  }
  const status = statusOf(error);
  const { message } = error as Error;
  return { status, code, message, ...(status === 503 ? { retryAfter: RETRY_SECONDS } : {}) };
}

/** Reads and checks a request's JSON. @throws ApiError 400 naming the field */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  await betweenLooks(text);
  const value = parseJson(text);
  await betweenLooks(text);
  const parsed = schema.safeParse(value);
  await betweenLooks(text);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  const { error: cause } = parsed;
  throw new ApiError(400, 'bad-request', `The request is not valid: ${field}: ${issue?.message}.`, { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError(400, 'bad-request', 'The body is not JSON.', { cause });
  }
}
