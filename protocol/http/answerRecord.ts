import { z } from 'zod';
import { classified, generated, passage, retrieved } from '../messages/ask.ts';
import { address, bytes32, count, expertKind } from '../scalars.ts';

/** The expert behind an answer, as shown to people. */
export const shownExpert = z.object({
  id: z.string(),
  kind: expertKind,
  domain: z.string(),
  operator: count,
  account: address,
});

/** An expert as JSON shows it. */
export type ShownExpert = z.infer<typeof shownExpert>;

/** One receipt that an answer came with; the whole of it is at `/v1/receipts/{jobId}`. */
const shownReceipt = z.object({
  jobId: bytes32,
  expert: z.string(),
  operator: address,
  modelHash: bytes32,
  adapter: bytes32,
  units: z.string(),
});

/** A receipt as an answer names it. */
export type ShownReceipt = z.infer<typeof shownReceipt>;

/** What an expert said. */
const shownOutput = z.discriminatedUnion('kind', [
  generated.strip(),
  classified.strip(),
  retrieved.extend({ passages: z.array(passage.strip()) }).strip(),
]);

/** What another expert said, or why it said nothing. */
export const alternative = z.object({
  expert: shownExpert,
  status: z.enum(['answered', 'nothing-found', 'late', 'failed']),
  output: shownOutput.nullable(),
  jobId: bytes32.nullable(),
});

/** An alternative as JSON shows it. */
export type Alternative = z.infer<typeof alternative>;

/** A place in a deposit that an answer quotes or that matches the question. */
const cited = z.object({
  deposit: z.string(),
  start: count,
  end: count,
  score: z.number(),
  expert: z.string(),
});

/** A citation as JSON shows it. */
export type Cited = z.infer<typeof cited>;

/** How far the answers of several experts lie apart; nothing is averaged. */
export const disagreement = z.object({
  /** AGREED: one opinion. DISSENT: a majority and others. SPLIT: no majority. ABSTAIN: fewer than two opinions. */
  verdict: z.enum(['AGREED', 'SPLIT', 'DISSENT', 'ABSTAIN']),
  /** 0 when all say the same, 1 when each says something of its own. */
  value: z.number(),
  /** Who said the same, the largest group first. */
  groups: z.array(z.array(z.string())),
});

/** A disagreement as JSON shows it. */
export type Disagreement = z.infer<typeof disagreement>;

/** Where an answer came from: the `tilth` object that every answer carries beside its text. */
export const answerRecord = z.object({
  expert: shownExpert,
  modelHash: bytes32,
  adapter: bytes32,
  gate: z.object({ peerId: z.string(), account: address }),
  /** The kind of question, as the gate files what it learns from it. */
  cell: z.string(),
  score: z.number(),
  /** Probability with which the gate's rule puts this expert first. */
  propensity: z.number(),
  alternatives: z.array(alternative),
  disagreement,
  receipts: z.array(shownReceipt),
  deposits: z.array(cited),
  /** Experts that began this answer or were asked for it and failed, in order. */
  failovers: z.array(z.object({ expert: z.string(), reason: z.string(), afterTokens: count })),
  usage: z.object({ promptTokens: count, outputTokens: count }),
});

/** An answer record as JSON shows it. */
export type AnswerRecord = z.infer<typeof answerRecord>;

/** Ours, beside what others' clients send: `audit` lets verifiers see this input. Experts are not told. */
export const tilthOptions = z.object({ audit: z.boolean().optional() });

/** What every gate may refuse for. */
export const ASKING_REFUSALS: Readonly<Record<number, string>> = {
  400: 'Malformed, a prompt that is too long, or a model that does not answer such questions',
  404: 'Nobody serves this model',
  503: 'No expert answered',
};
