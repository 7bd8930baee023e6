import type { Hex } from 'viem';
import type { JobOutput } from '../../protocol/messages/ask.ts';
import type { Candidate } from './candidate.ts';
import type { Disagreement } from './disagreement.ts';

/** The expert behind an answer, as shown to people. */
export type ShownExpert = {
  readonly id: string;
  readonly kind: Candidate['kind'];
  readonly domain: string;
  readonly operator: number;
  readonly account: Hex;
};

/** One receipt that an answer came with; the whole of it is at /v1/receipts/:jobId. */
export type ShownReceipt = {
  readonly jobId: Hex;
  readonly expert: string;
  readonly operator: Hex;
  readonly modelHash: Hex;
  readonly adapter: Hex;
  readonly units: string;
};

/** What another expert said, or why it said nothing. */
export type Alternative = {
  readonly expert: ShownExpert;
  readonly status: 'answered' | 'nothing-found' | 'late' | 'failed';
  readonly output: JobOutput | null;
  readonly jobId: Hex | null;
};

/** A place in a deposit that an answer quotes or that matches the question. */
export type Cited = {
  readonly deposit: string;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly expert: string;
};

/** Where an answer came from: what every answer carries beside its text. JSON-safe. */
export type AnswerRecord = {
  readonly expert: ShownExpert;
  readonly modelHash: Hex;
  readonly adapter: Hex;
  readonly gate: { readonly peerId: string; readonly account: Hex };
  readonly cell: string;
  readonly score: number;
  readonly propensity: number;
  readonly alternatives: readonly Alternative[];
  readonly disagreement: Disagreement;
  readonly receipts: readonly ShownReceipt[];
  readonly deposits: readonly Cited[];
  /** Experts that began this answer or were asked for it and failed, in order. */
  readonly failovers: readonly { readonly expert: string; readonly reason: string; readonly afterTokens: number }[];
  readonly usage: { readonly promptTokens: number; readonly outputTokens: number };
};
