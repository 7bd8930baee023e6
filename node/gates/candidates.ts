import type { Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { JobInput } from '../../protocol/messages/ask.ts';
import type { LeasedExpert } from '../../protocol/messages/lease.ts';
import type { Outcome } from './attempt.ts';

/** One expert as a gate sees it: what its node's lease says, checked against the chain. */
export type Candidate = {
  readonly expertId: string;
  readonly peerId: string;
  readonly operatorId: number;
  /** The operator's account, which signs the receipts. */
  readonly account: Hex;
  readonly kind: LeasedExpert['kind'];
  readonly domain: string;
  readonly manifestHash: Hex;
  readonly adapterHash: Hex;
  readonly centroids: readonly Float32Array[];
  /** Tokens that a prompt and its answer may have together; null where none are counted. */
  readonly context: number | null;
  readonly queue: number;
  readonly capacity: number;
};

/** What a gate knows of a kind of expert: the input that it answers, and whether it is asked for by its register. */
export type AskedKind = {
  readonly kind: string;
  readonly input: JobInput['kind'];
  /** Null when each expert has that of its register. */
  readonly domain: string | null;
};

/** Which experts a client wants: any, one by id, or those of one domain. */
export type Selector =
  | { readonly by: 'auto' }
  | { readonly by: 'expert'; readonly expertId: string }
  | { readonly by: 'register'; readonly register: string };

type Selection = { readonly selector: Selector; readonly inputs: ReadonlySet<JobInput['kind']> };

/** Reads a model name against the directory. @throws UnknownModelError, WrongModelError */
export function selectModel(
  model: string,
  among: {
    readonly candidates: readonly Candidate[];
    readonly kinds: readonly AskedKind[];
    /** The inputs that one of the selected experts must answer. */
    readonly inputs: readonly JobInput['kind'][];
  },
): Selection {
  const { candidates, kinds } = among;
  const selector = parseSelector(model);
  const selected = selector ? candidates.filter((candidate) => isSelected(candidate, selector)) : [];
  if (!selector || (selected.length === 0 && selector.by !== 'auto'))
    throw new UnknownModelError(model, listModels(candidates, kinds));
  const able = kinds.filter(({ kind }) => selected.some((candidate) => candidate.kind === kind));
  const inputs = new Set(able.map(({ input }) => input));
  if (selector.by !== 'auto' && !among.inputs.some((input) => inputs.has(input))) {
    const wanted = kinds.filter(({ input }) => among.inputs.includes(input));
    throw new WrongModelError(
      model,
      wanted.map(({ kind }) => kind),
    );
  }
  return { selector, inputs };
}

/** Tells whether an expert is one that the client wants. */
export function isSelected(candidate: Pick<Candidate, 'expertId' | 'domain'>, selector: Selector): boolean {
  if (selector.by === 'expert') return candidate.expertId === selector.expertId;
  return selector.by === 'auto' || candidate.domain === selector.register;
}

/** The names under which experts can be asked for. */
export function listModels(candidates: readonly Candidate[], kinds: readonly AskedKind[]): readonly string[] {
  const byRegister = kinds.filter(({ domain }) => domain === null).map(({ kind }) => kind);
  const registers = candidates
    .filter(({ kind }) => byRegister.includes(kind))
    .map(({ domain }) => `register:${domain}`);
  return ['auto', ...new Set(registers), ...new Set(candidates.map(({ expertId }) => expertId))];
}

/** The largest context among experts; null when none of them counts tokens. */
export function contextOf(candidates: readonly Pick<Candidate, 'context'>[]): number | null {
  return candidates.reduce<number | null>(
    (most, { context }) => (context === null ? most : Math.max(most ?? 0, context)),
    null,
  );
}

/** Reads a model name: `auto`, an expert id, or `register:` and a domain; null for anything else. */
function parseSelector(model: string): Selector | null {
  if (model === 'auto') return { by: 'auto' };
  if (/^\d{1,20}$/.test(model)) return { by: 'expert', expertId: model };
  const register = /^register:([a-z][a-z-]{0,58})$/.exec(model)?.[1];
  return register === undefined ? null : { by: 'register', register };
}

/** Nobody in the directory serves the named model; it is never replaced by another. */
export class UnknownModelError extends BaseError {
  override readonly name = 'UnknownModelError';
  override readonly kind = 'missing';
  readonly models: readonly string[];
  constructor(model: string, models: readonly string[]) {
    super('Nobody serves this model.', { values: { model }, hint: `Served now: ${models.join(', ')}.` });
    this.models = models;
  }
}

/** The named expert exists and does something else. */
export class WrongModelError extends BaseError {
  override readonly name = 'WrongModelError';
  override readonly kind = 'invalid';
  constructor(model: string, able: readonly string[]) {
    super('This expert does not do this.', { values: { model }, hint: `Name one of kind: ${able.join(', ')}.` });
  }
}

/** A prompt is longer than any expert that was asked can read; it is never cut. */
export class PromptTooLongError extends BaseError {
  override readonly name = 'PromptTooLongError';
  override readonly kind = 'invalid';
  constructor(model: string, context: number | null = null) {
    super('The prompt is too long: it leaves no room for an answer.', {
      values: context === null ? { model } : { model, context },
      hint: 'Send a shorter one; /v1/models says how many tokens a model reads and writes together.',
    });
  }
}

/** All experts that could be asked failed. */
export class NoAnswerError extends BaseError {
  override readonly name = 'NoAnswerError';
  override readonly kind = 'unavailable';
  constructor(model: string, outcomes: readonly Outcome[]) {
    const reasons = outcomes.map((outcome) => {
      const { expertId } = outcome.ranked.candidate;
      return `${expertId} ${outcome.status === 'failed' ? outcome.reason : outcome.status}`;
    });
    super('No expert could answer.', {
      values: { model, asked: reasons.join(', ') || 'nobody' },
      hint: 'Try again in a few seconds.',
    });
  }
}
