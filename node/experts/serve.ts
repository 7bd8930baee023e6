import { type Address, zeroHash } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import {
  ASK_PROTOCOL,
  type AskReply,
  type AskRequest,
  askReplyMessage,
  askRequestMessage,
} from '../../protocol/messages/ask.ts';
import { BadMessageError, decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { hashInput, verifyOrder } from '../../protocol/work/job.ts';
import type { SigningDomain } from '../../protocol/work/workReceipt.ts';
import type { ServedJobs } from '../journal/servedJobs.ts';
import type { Exchange, Network } from '../network/network.ts';
import { within } from '../within.ts';
import { PromptTooLongError, type Quotation, type ServedExpert, WrongInputError } from './expert.ts';
import type { IssueReceipt } from './issueReceipt.ts';
import type { ExpertKind } from './kinds/kind.ts';
import type { Asking } from './quotations.ts';

type ErrorCode = Extract<AskReply, { type: 'error' }>['code'];

export type ExpertServerComponents = {
  readonly network: Pick<Network, 'handle'>;
  readonly domain: SigningDomain;
  readonly isActiveOperator: (account: Address) => Promise<boolean>;
  /** Tells whether this expert of ours may be asked: not while it, or we, are frozen or suspended. */
  readonly mayServe: (expertId: bigint) => Promise<boolean>;
  readonly jobs: Pick<ServedJobs, 'has'>;
  readonly issueReceipt: IssueReceipt;
  readonly kinds: readonly Pick<ExpertKind, 'kind' | 'concurrency'>[];
  /** Tells, at the moment of the answer, whether a passage may be quoted to whoever asks. */
  readonly mayQuote: (quotation: Quotation, asking: Asking) => boolean;
  readonly now?: () => number;
  /** Told of answers that failed for a reason of our own. */
  readonly onFailure?: (error: unknown, expertId: bigint) => void;
};

export type ExpertServerOptions = {
  /** Jobs that may wait for one expert. */
  readonly waiting?: number;
  readonly jobMs?: number;
};

export type ExpertServer = {
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  /** Begins to serve an expert, or replaces its version. */
  readonly serve: (expert: ServedExpert) => void;
  readonly retire: (expertId: bigint) => void;
  readonly experts: () => readonly ServedExpert[];
  readonly load: () => { readonly queue: number; readonly capacity: number };
  /** Answers one exchange; what the network calls, and what a gate in the same process may call. */
  readonly answer: (exchange: Exchange) => Promise<void>;
};

type Served = { readonly expert: ServedExpert; readonly queue: JobQueue };

/** Creates the server that answers job orders of gates with the experts given to it. */
export function createExpertServer(
  components: ExpertServerComponents,
  { waiting = 16, jobMs = 60_000 }: ExpertServerOptions = {},
): ExpertServer {
  const {
    network,
    domain,
    isActiveOperator,
    mayServe,
    jobs,
    issueReceipt,
    kinds,
    mayQuote,
    now = Date.now,
    onFailure,
  } = components;
  const experts = new Map<bigint, Served>();
  const inProgress = new Set<string>();
  const stopping = new AbortController();

  const checkOrder = async ({ order, input }: AskRequest): Promise<void> => {
    if (hashInput(input) !== order.inputHash)
      throw new RefusedError('bad-request', 'The input does not match the order.');
    const signed = await verifyOrder(
      domain,
      { ...order, expertId: BigInt(order.expertId), seed: BigInt(order.seed) },
      order.signature,
    );
    if (!signed) throw new RefusedError('bad-request', 'The order is not signed by its gate.');
    if (!(await isActiveOperator(order.gate)))
      throw new RefusedError('bad-request', 'The gate is not an active operator.');
  };

  const work = async (request: AskRequest, exchange: Exchange): Promise<void> => {
    const served = experts.get(BigInt(request.order.expertId));
    if (!served || stopping.signal.aborted) throw new RefusedError('unknown-expert', 'This expert is not served here.');
    if (!(await mayServe(served.expert.expertId)))
      throw new RefusedError('unknown-expert', 'A decision keeps this expert from answering.');
    await onceAtATime(request, () => answerOrder(served, request, exchange));
  };

  /** Taken note of before anything is waited for, so that one order sent many times at once is worked on once. */
  const onceAtATime = async ({ order }: AskRequest, run: () => Promise<void>): Promise<void> => {
    if (jobs.has(order.jobId) || inProgress.has(order.jobId))
      throw new RefusedError('bad-request', 'This job was ordered before.');
    inProgress.add(order.jobId);
    await run().finally(() => inProgress.delete(order.jobId));
  };

  const answerOrder = async (served: Served, request: AskRequest, exchange: Exchange): Promise<void> => {
    await checkOrder(request);
    const send = (reply: AskReply) => exchange.reply(encodeMessage(askReplyMessage, reply));
    const ended = AbortSignal.any([exchange.signal, stopping.signal]);
    const running = served.queue.run(async () => {
      const { expert } = served;
      const startedAt = now();
      const { input, order } = request;
      const asker = input.kind === 'retrieve' ? input.asker : zeroHash;
      const answer = await within(jobMs, ended, (signal) =>
        expert.version.answer(input, {
          seed: BigInt(order.seed),
          signal,
          onToken: ({ token, text, logprob }) => send({ type: 'token', token, text, logprob }),
          mayQuote: (quotation) => mayQuote(quotation, { gate: order.gate, asker }),
        }),
      );
      const issued = await issueReceipt({ request, expert, answer, startedAt });
      await send({ type: 'final', output: answer.output, ...issued });
    });
    if (!running) throw new RefusedError('busy', 'Too many jobs wait for this expert.');
    await running;
  };

  const answer = async (exchange: Exchange): Promise<void> => {
    let expertId = 0n;
    try {
      const request = decodeMessage(askRequestMessage, exchange.request);
      expertId = BigInt(request.order.expertId);
      await work(request, exchange);
    } catch (error) {
      if (exchange.signal.aborted) return;
      const code = toCode(error);
      if (code === 'failed') onFailure?.(error, expertId);
      const message = error instanceof BaseError ? error.message : 'The expert failed.';
      // A peer that went away or reads too slowly cannot be told why.
      await exchange.reply(encodeMessage(askReplyMessage, { type: 'error', code, message })).catch(() => undefined);
    }
  };

  return {
    start: () => network.handle(ASK_PROTOCOL, { maxBytes: askRequestMessage.maxBytes }, answer),
    stop: () => stopping.abort(),
    serve: (expert) => {
      const { kind } = expert.version.manifest;
      const concurrency = kinds.find((one) => one.kind === kind)?.concurrency ?? 1;
      const queue = experts.get(expert.expertId)?.queue ?? createJobQueue({ concurrency, waiting });
      experts.set(expert.expertId, { expert, queue });
    },
    retire: (expertId) => void experts.delete(expertId),
    experts: () => [...experts.values()].map(({ expert }) => expert),
    load: () => {
      const queues = [...experts.values()].map(({ queue }) => queue);
      return {
        queue: queues.reduce((sum, queue) => sum + queue.size(), 0),
        capacity: queues.reduce((sum, queue) => sum + queue.capacity, 0),
      };
    },
    answer,
  };
}

function toCode(error: unknown): ErrorCode {
  if (error instanceof RefusedError) return error.code;
  if (error instanceof PromptTooLongError) return 'too-long';
  return error instanceof BadMessageError || error instanceof WrongInputError ? 'bad-request' : 'failed';
}

/** Runs a few jobs at a time, lets a few wait, and refuses the rest. */
export type JobQueue = {
  /** Runs the job when its turn comes. @returns null at once when too many wait already */
  readonly run: <T>(job: () => Promise<T>) => Promise<T> | null;
  /** Jobs that run or wait. */
  readonly size: () => number;
  readonly capacity: number;
};

/** Creates a queue with `concurrency` jobs running and at most `waiting` more behind them. */
export function createJobQueue({ concurrency, waiting }: { concurrency: number; waiting: number }): JobQueue {
  const turns: (() => void)[] = [];
  let running = 0;

  const start = async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) await new Promise<void>((resolve) => turns.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = turns.shift();
      if (next) next();
      else running -= 1;
    }
  };

  return {
    run: (job) => (running >= concurrency && turns.length >= waiting ? null : start(job)),
    size: () => running + turns.length,
    capacity: concurrency,
  };
}

export class RefusedError extends BaseError {
  override readonly name = 'RefusedError';
  override readonly kind = 'refused';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
