import type { CID } from 'multiformats/cid';
import type { ExpertManifest } from '../../protocol/blocks/expertManifest.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { JobInput, JobOutput } from '../../protocol/messages/ask.ts';

/** One token of an answer in the making. */
export type Token = { readonly token: number; readonly text: string; readonly logprob: number };

/** A passage that may be quoted, by its place in a text of so many characters; `rank` counts what was found from 0. */
export type Quotation = {
  readonly deposit: string;
  readonly rank: number;
  readonly start: number;
  readonly end: number;
  readonly length: number;
};

type AnswerOptions = {
  readonly seed: bigint;
  readonly signal: AbortSignal;
  /** Called for each token in order; the answer waits for it. */
  readonly onToken: (token: Token) => Promise<void>;
  /**
   * Asked for each passage in the order in which they would be quoted; a passage that it is against is named as withheld.
   * With the same answers to it, the output is the same.
   */
  readonly mayQuote: (quotation: Quotation) => boolean;
};

/** A finished answer and the work it took. */
export type Answer = { readonly output: JobOutput; readonly units: bigint };

/** One immutable state of an expert: what its manifest says is what answers. */
export type ExpertVersion = {
  readonly manifest: ExpertManifest;
  /** Tokens that a prompt and its answer may have together, for what counts them. */
  readonly context?: number;
  /** @throws WrongInputError when this kind of expert cannot answer this kind of input */
  readonly answer: (input: JobInput, options: AnswerOptions) => Promise<Answer>;
};

/** An expert that is registered on chain and served from here; a new version replaces the old one whole. */
export type ServedExpert = {
  readonly expertId: bigint;
  readonly manifestCid: CID;
  readonly version: ExpertVersion;
  /** Quantised unit vectors that tell gates what the expert is good at. */
  readonly centroids: readonly Uint8Array[];
};

/** A deposit's text, opened by a grant; it stays in memory. `id` is its `sub:` identifier. */
export type OpenedText = { readonly id: string; readonly register: string; readonly text: string };

/** The deposits that an expert consists of, as its manifest names them. */
export type ExpertCorpus = {
  readonly logs: readonly { readonly logId: number; readonly size: number }[];
  readonly list: NonNullable<ExpertManifest['corpus']>['list'];
};

/** The manifest of an expert that is made of deposits alone. */
export function manifestOfDeposits(
  { kind, runtimeClass }: Pick<ExpertManifest, 'kind' | 'runtimeClass'>,
  { domain, corpus }: { readonly domain: string; readonly corpus: ExpertCorpus },
): ExpertManifest {
  const nothing = { base: null, adapter: null, adapterCid: null, tokenizer: null };
  return { v: 1, kind, domain, ...nothing, runtimeClass, corpus: { logs: [...corpus.logs], list: corpus.list } };
}

/** An expert was asked for something that its kind does not do. */
export class WrongInputError extends BaseError {
  override readonly name = 'WrongInputError';
  override readonly kind = 'invalid';
  constructor(expert: string, input: string) {
    super('This expert does not answer this kind of request.', { values: { expert, input } });
  }
}

/** A prompt leaves no room for an answer in an expert's context; it is never cut. */
export class PromptTooLongError extends BaseError {
  override readonly name = 'PromptTooLongError';
  override readonly kind = 'invalid';
  constructor(context: number) {
    super('The prompt is too long for this expert.', { values: { context }, hint: 'Send a shorter one.' });
  }
}
