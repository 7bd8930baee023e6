import type { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { BadAnswerError, GateRefusedError, type RequestOptions, request, requestJson } from './request.ts';

/** Answers that another gate may do better: no answer, not known here, busy, broken, or a proxy's. */
const ELSEWHERE = [0, 404, 429, 500, 502, 503, 504];

/** Longest pause that a gate may ask for and that is waited out, in seconds. */
const LONGEST_PAUSE = 5;

export type GateQuestion<T> = RequestOptions & {
  /** Beginning with a slash, below a gate's URL. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** What goes along to one gate, such as a session. */
  readonly headersFor?: (gate: string) => Readonly<Record<string, string>>;
};

/** Asks the gates in turn and gives the first checked answer. @throws GateRefusedError, BadAnswerError, NoGateError */
export function askGates<T>(
  gates: readonly string[],
  { path, schema, headersFor, ...options }: GateQuestion<T>,
): Promise<T> {
  const ask = (gate: string) => requestJson(`${gate}${path}`, schema, { ...options, ...toHeaders(gate, headersFor) });
  return tryGates(gates, ask, options);
}

/** Opens a streamed answer at the first gate that begins one; from then on that gate alone answers. @throws GateRefusedError, NoGateError */
export function openAtGates(
  gates: readonly string[],
  { path, headersFor, ...options }: Omit<GateQuestion<unknown>, 'schema'>,
): Promise<Response> {
  return tryGates(gates, (gate) => request(`${gate}${path}`, { ...options, ...toHeaders(gate, headersFor) }), options);
}

function toHeaders(gate: string, headersFor: GateQuestion<unknown>['headersFor']): Pick<RequestOptions, 'headers'> {
  return headersFor ? { headers: headersFor(gate) } : {};
}

/**
 * Asks the gates in turn until one can answer. When all are busy and one says when to come back, they are asked once more.
 * @throws the last gate's refusal; one that every gate would give at once
 */
export async function tryGates<T>(
  gates: readonly string[],
  ask: (gate: string) => Promise<T>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const first = await askInTurn(gates, ask);
  if ('answer' in first) return first.answer;
  const pause = Math.min(
    ...first.refusals.map((it) => (it instanceof GateRefusedError ? it.retryAfter : null) ?? Infinity),
  );
  if (pause > LONGEST_PAUSE) throw last(first.refusals);
  await new Promise((done) => setTimeout(done, pause * 1000));
  signal?.throwIfAborted();
  const second = await askInTurn(gates, ask);
  if ('answer' in second) return second.answer;
  throw last(second.refusals);
}

type Failure = GateRefusedError | BadAnswerError;
type Round<T> = { readonly answer: T } | { readonly refusals: readonly Failure[] };

async function askInTurn<T>(gates: readonly string[], ask: (gate: string) => Promise<T>): Promise<Round<T>> {
  const refusals: Failure[] = [];
  for (const gate of gates) {
    try {
      return { answer: await ask(gate) };
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      refusals.push(error);
    }
  }
  return { refusals };
}

function isElsewhere(error: unknown): error is Failure {
  return error instanceof BadAnswerError || (error instanceof GateRefusedError && ELSEWHERE.includes(error.status));
}

function last(refusals: readonly Failure[]): BaseError {
  return refusals.at(-1) ?? new NoGateError();
}

/** The commons names no gate. */
export class NoGateError extends BaseError {
  override readonly name = 'NoGateError';
  override readonly kind = 'unavailable';
  constructor() {
    super('This commons names no gate.', { hint: 'Its /config.json lists them under apiUrls.' });
  }
}
