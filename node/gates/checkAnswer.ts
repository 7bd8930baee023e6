import type { JobInput, JobOutput, WireReceipt } from '../../protocol/messages/ask.ts';
import type { JobOrder } from '../../protocol/typedData/workReceipt.ts';
import { hashOutput } from '../../protocol/work/jobHashes.ts';
import type { Candidate } from './candidate.ts';

export type ReceivedAnswer = {
  readonly order: JobOrder;
  readonly input: JobInput;
  readonly output: JobOutput;
  readonly receipt: WireReceipt;
  /** The text that was streamed before the final frame. */
  readonly streamed: string;
};

/** Says what is wrong with an answer, or null. The receipt's signature is checked apart. */
export function findFault(answer: ReceivedAnswer, candidate: Pick<Candidate, 'expertId' | 'account'>): string | null {
  const { order, input, output, receipt, streamed } = answer;
  if (receipt.jobId !== order.jobId) return 'the receipt is of another job';
  if (receipt.expertId !== candidate.expertId) return 'the receipt names another expert';
  if (receipt.operator.toLowerCase() !== candidate.account.toLowerCase()) return 'the receipt names another operator';
  if (receipt.gate.toLowerCase() !== order.gate.toLowerCase()) return 'the receipt names another gate';
  if (receipt.inputHash !== order.inputHash) return 'the receipt is of another input';
  if (receipt.seed !== order.seed.toString()) return 'the receipt names another seed';
  if (output.kind !== input.kind) return 'the output is of another kind';
  if (receipt.outputHash !== hashOutput(output)) return 'the receipt is of another output';
  if (output.kind === 'generate' && output.text !== streamed) return 'the output is not what was streamed';
  if (output.kind === 'generate' && input.kind === 'generate' && output.tokens.length > input.maxTokens)
    return 'the output is longer than asked for';
  return null;
}
