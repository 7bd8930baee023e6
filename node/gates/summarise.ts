import { type Hex, zeroHash } from 'viem';
import type {
  Alternative,
  AnswerRecord,
  Cited,
  Disagreement,
  ShownExpert,
  ShownReceipt,
} from '../../protocol/http/answerRecord.ts';
import type { JobOutput } from '../../protocol/messages/ask.ts';
import type { Outcome } from './attempt.ts';
import type { Candidate } from './candidates.ts';
import { compareLabels, compareTexts } from './disagreement.ts';
import type { Ranked } from './route.ts';
import type { Failover } from './runDecoders.ts';

export type Summary = {
  readonly gate: AnswerRecord['gate'];
  readonly cell: string;
  readonly propensity: number;
  readonly leader: Ranked;
  /** All that was answered for the leading answer, and what the others said. */
  readonly leading: readonly Outcome[];
  readonly others: readonly Outcome[];
  readonly failovers: readonly Failover[];
};

type Answered = Extract<Outcome, { status: 'answered' }>;

/** Builds the record that goes with an answer. Pure. */
export function summarise({ gate, cell, propensity, leader, leading, others, failovers }: Summary): AnswerRecord {
  const answers = leading.filter(isAnswered);
  const last = answers.at(-1)?.answer.receipt;
  const everyone = [...answers, ...others.filter(isAnswered)];
  return {
    expert: toShown(leader.candidate),
    modelHash: last?.modelHash ?? zeroHash,
    adapter: last?.adapterHash ?? leader.candidate.adapterHash,
    gate,
    cell,
    score: round(leader.score),
    propensity: round(propensity),
    alternatives: others.map(toAlternative),
    disagreement: compare(everyone),
    receipts: everyone.map(toReceipt),
    deposits: everyone.flatMap(toCited),
    failovers: [...failovers],
    usage: usageOf(answers),
  };
}

/** Tells whether an outcome is an answer. */
export function isAnswered(outcome: Outcome): outcome is Answered {
  return outcome.status === 'answered';
}

/** The score of the best passage of a retrieval answer; 0 when nothing was found. */
export function foundScore(outcome: Outcome): number {
  if (!isAnswered(outcome) || outcome.answer.output.kind !== 'retrieve') return 0;
  return outcome.answer.output.passages.reduce((best, { score }) => Math.max(best, score), 0);
}

function compare(answers: readonly Answered[]): Disagreement {
  const labelled = answers.flatMap(({ answer }) =>
    answer.output.kind === 'classify' ? [{ expertId: answer.candidate.expertId, labels: answer.output.labels }] : [],
  );
  if (labelled.length > 0) return compareLabels(labelled);
  return compareTexts(
    answers.map(({ answer }) => ({ expertId: answer.candidate.expertId, text: textOf(answer.output) })),
  );
}

/** What an output says; passages speak by their words, not by how they are quoted. */
function textOf(output: JobOutput): string {
  if (output.kind === 'generate') return output.text;
  return output.kind === 'retrieve' ? output.passages.map(({ text }) => text).join('\n') : '';
}

function toAlternative(outcome: Outcome): Alternative {
  const expert = toShown(outcome.ranked.candidate);
  if (outcome.status !== 'answered') return { expert, status: outcome.status, output: null, jobId: null };
  const { output, receipt } = outcome.answer;
  const isEmpty = output.kind === 'retrieve' && output.passages.length === 0;
  return { expert, status: isEmpty ? 'nothing-found' : 'answered', output, jobId: receipt.jobId };
}

function toReceipt({ answer: { receipt } }: Answered): ShownReceipt {
  const { jobId, expertId, operator, modelHash, adapterHash, units } = receipt;
  return { jobId, expert: expertId, operator, modelHash, adapter: adapterHash, units };
}

function toCited({ answer: { output, candidate } }: Answered): Cited[] {
  if (output.kind !== 'retrieve') return [];
  return output.passages.map(({ deposit, start, end, score }) => ({
    deposit,
    start,
    end,
    score,
    expert: candidate.expertId,
  }));
}

/** Tokens that were read and written. */
function usageOf(answers: readonly Answered[]): AnswerRecord['usage'] {
  let promptTokens = 0;
  let outputTokens = 0;
  for (const { answer } of answers) {
    if (answer.output.kind !== 'generate') continue;
    outputTokens += answer.output.tokens.length;
    promptTokens += answer.output.promptTokens;
  }
  return { promptTokens, outputTokens };
}

function toShown({ expertId, kind, domain, operatorId, account: node }: Candidate): ShownExpert {
  return { id: expertId, kind, domain, operator: operatorId, account: node as Hex };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
