import * as dagCbor from '@ipld/dag-cbor';
import { bytesToHex, type Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import {
  ASK_PROTOCOL,
  type AskReply,
  askReplyMessage,
  askRequestMessage,
  type JobInput,
  type JobOutput,
  type WireReceipt,
} from '../../protocol/messages/ask.ts';
import { BadMessageError, decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { JobOrder, WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import {
  CLASSIFY_UNITS,
  fromWireReceipt,
  generateUnits,
  hashInput,
  hashOutput,
  jobIdOf,
  RETRIEVE_UNITS,
} from '../../protocol/work/job.ts';
import { PeerTimeoutError } from '../network/exchanges.ts';
import type { Network } from '../network/network.ts';
import type { ErrorClass } from './breaker.ts';
import type { Candidate } from './candidates.ts';

/** A checked answer: its receipt is signed by the node that the directory names, over exactly this output. */
export type ExpertAnswer = {
  readonly candidate: Candidate;
  readonly output: JobOutput;
  readonly receipt: WireReceipt;
  readonly signature: Hex;
};

export type ExpertCall = {
  readonly candidate: Candidate;
  readonly input: JobInput;
  /** Whether the asker lets verifiers see the input; the expert cannot tell. */
  readonly isOpenable: boolean;
  readonly seed: bigint;
  readonly signal: AbortSignal;
  readonly onToken?: (text: string) => void;
};

/** What opens a job to verifiers: the salt in its id, and dag-cbor of its input. */
export type Opening = { readonly salt: Hex; readonly input: Uint8Array };

/** Asks one expert once. @throws ExpertCallError */
export type CallExpert = (call: ExpertCall) => Promise<ExpertAnswer>;

export type CallExpertComponents = {
  readonly call: Network['call'];
  readonly gate: Hex;
  readonly signOrder: (order: JobOrder) => Promise<Hex>;
  readonly verifyReceipt: (receipt: WorkReceipt, signature: Hex) => Promise<boolean>;
  /** Told of each checked receipt, and of what opens its job where the asker agreed. What fails here is our own fault. */
  readonly onReceipt?: (
    witness: { readonly receipt: WireReceipt; readonly signature: Hex },
    opening: Opening | null,
  ) => Promise<void>;
};

export type CallExpertOptions = { readonly firstFrameMs?: number; readonly nextFrameMs?: number };

/** Creates the function that sends a signed order to an expert and checks what comes back. */
export function createCallExpert(components: CallExpertComponents, options: CallExpertOptions = {}): CallExpert {
  const { call, gate, signOrder, verifyReceipt, onReceipt } = components;
  const { firstFrameMs = 8_000, nextFrameMs = 4_000 } = options;

  const receive = async (order: JobOrder, frame: Uint8Array, asked: ExpertCall): Promise<ExpertAnswer> => {
    const { candidate, input, signal } = asked;
    const mostTokens = input.kind === 'generate' ? input.maxTokens : 0;
    const maxBytes = askReplyMessage.maxBytes;
    const frames = call(candidate.peerId, frame, {
      protocol: ASK_PROTOCOL,
      maxBytes,
      signal,
      firstFrameMs,
      nextFrameMs,
    });
    let streamed = '';
    let tokens = 0;
    for await (const bytes of frames) {
      const reply: AskReply = decodeMessage(askReplyMessage, bytes);
      if (reply.type === 'error')
        throw new ExpertCallError(candidate.expertId, toClass(reply.code), reply.message, { code: reply.code });
      if (reply.type === 'token') {
        tokens += 1;
        if (tokens > mostTokens) throw new ExpertCallError(candidate.expertId, 'garbage', 'it does not stop');
        streamed += reply.text;
        asked.onToken?.(reply.text);
        continue;
      }
      const { output, outputSalt, receipt, signature } = reply;
      const fault = findFault({ order, input, output, outputSalt, receipt, streamed }, candidate);
      if (fault) throw new ExpertCallError(candidate.expertId, 'lying', fault);
      if (!(await verifyReceipt(fromWireReceipt(receipt), signature)))
        throw new ExpertCallError(candidate.expertId, 'lying', 'the receipt is not signed by its node');
      return { candidate, output, receipt, signature };
    }
    throw new ExpertCallError(candidate.expertId, 'unreachable', 'it hung up before the end');
  };

  return async (asked) => {
    const { candidate, input, isOpenable, seed, signal } = asked;
    const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const jobId = jobIdOf({ isOpenable, salt });
    const order: JobOrder = { jobId, expertId: BigInt(candidate.expertId), inputHash: hashInput(input), seed, gate };
    const signature = await signOrder(order);
    const wire = { ...order, expertId: candidate.expertId, seed: seed.toString(), signature };
    const frame = encodeMessage(askRequestMessage, { order: wire, input });
    const answer = await receive(order, frame, asked).catch((cause: unknown) => {
      signal.throwIfAborted();
      if (cause instanceof ExpertCallError) throw cause;
      throw new ExpertCallError(candidate.expertId, classify(cause), 'the call failed', { cause });
    });
    const { receipt, signature: signed } = answer;
    const opening = isOpenable ? { salt, input: dagCbor.encode(input) } : null;
    await onReceipt?.({ receipt, signature: signed }, opening);
    return answer;
  };
}

type ReceivedAnswer = {
  readonly order: JobOrder;
  readonly input: JobInput;
  readonly output: JobOutput;
  readonly outputSalt: Hex;
  readonly receipt: WireReceipt;
  /** The text that was streamed before the final frame. */
  readonly streamed: string;
};

/** Says what is wrong with an answer, or null. The receipt's signature is checked apart. */
function findFault(answer: ReceivedAnswer, candidate: Pick<Candidate, 'expertId' | 'account'>): string | null {
  const { order, input, output, outputSalt, receipt, streamed } = answer;
  if (receipt.jobId !== order.jobId) return 'the receipt is of another job';
  if (receipt.expertId !== candidate.expertId) return 'the receipt names another expert';
  if (receipt.operator.toLowerCase() !== candidate.account.toLowerCase()) return 'the receipt names another operator';
  if (receipt.gate.toLowerCase() !== order.gate.toLowerCase()) return 'the receipt names another gate';
  if (receipt.inputHash !== order.inputHash) return 'the receipt is of another input';
  if (receipt.seed !== order.seed.toString()) return 'the receipt names another seed';
  if (output.kind !== input.kind) return 'the output is of another kind';
  if (receipt.outputHash !== hashOutput(output, outputSalt)) return 'the receipt is of another output';
  if (output.kind !== 'generate' || input.kind !== 'generate') {
    const fixed = output.kind === 'classify' ? CLASSIFY_UNITS : RETRIEVE_UNITS;
    return BigInt(receipt.units) === fixed ? null : 'the units are not those of its kind';
  }
  const { text, tokens, promptTokens } = output;
  if (text !== streamed) return 'the output is not what was streamed';
  if (tokens.length > input.maxTokens) return 'the output is longer than asked for';
  // A token is at least one byte.
  if (promptTokens > Buffer.byteLength(input.prompt)) return 'it read more than was sent';
  if (BigInt(receipt.units) !== generateUnits(promptTokens, tokens.length))
    return 'the units do not follow from the tokens';
  return null;
}

function toClass(code: Extract<AskReply, { type: 'error' }>['code']): ErrorClass | null {
  if (code === 'bad-request' || code === 'too-long') return null;
  return code === 'busy' ? 'busy' : 'failed';
}

function classify(error: unknown): ErrorClass {
  if (error instanceof BadMessageError) return 'garbage';
  return error instanceof PeerTimeoutError ? 'slow' : 'unreachable';
}

/** An expert gave no usable answer. `errorClass` is null when the request itself was at fault. */
export class ExpertCallError extends BaseError {
  override readonly name = 'ExpertCallError';
  override readonly kind = 'unavailable';
  readonly expertId: string;
  readonly errorClass: ErrorClass | null;
  readonly isTooLong: boolean;
  constructor(
    expertId: string,
    errorClass: ErrorClass | null,
    reason: string,
    { code, cause }: { readonly code?: string; readonly cause?: unknown } = {},
  ) {
    super(`The expert gave no usable answer: ${reason}.`, { values: { expertId, errorClass }, cause });
    this.expertId = expertId;
    this.errorClass = errorClass;
    this.isTooLong = code === 'too-long';
  }
}
