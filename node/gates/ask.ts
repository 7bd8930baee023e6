import type { Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { JobInput } from '../../protocol/messages/ask.ts';
import { askSeveral } from './askSeveral.ts';
import { createAttempts, type Outcome } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import type { CallExpert } from './callExpert.ts';
import type { Directory } from './directory.ts';
import { embed } from './embed.ts';
import { isSelected, parseSelector, type Selector } from './filter.ts';
import { chooseRung } from './ladder.ts';
import type { Learner } from './learn.ts';
import type { Random } from './random.ts';
import type { AnswerRecord } from './record.ts';
import { planRoute, type Route } from './route.ts';
import { runDecoders } from './runDecoders.ts';
import { foundScore, isAnswered, summarise } from './summarise.ts';

/** A question to the commons. `text` is what is asked; `prompt` what a decoder goes on from. */
export type Question = {
  readonly model: string;
  readonly text: string;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
  readonly seed: bigint;
  /** Whether verifiers may see this input. */
  readonly audit: boolean;
};

/** What happens to a question: its answer piece by piece, then where it came from. */
export type AskEvent =
  | { readonly type: 'text'; readonly text: string; readonly isMarker: boolean }
  | { readonly type: 'done'; readonly text: string; readonly isFinished: boolean; readonly record: AnswerRecord };

/** Answers of experts to one input that is not streamed, with the record of the best. */
export type Gathered = { readonly outcomes: readonly Outcome[]; readonly record: AnswerRecord };

export type AskComponents = {
  readonly directory: Pick<Directory, 'candidates' | 'leases'>;
  readonly callExpert: CallExpert;
  readonly breaker: Breaker;
  readonly learner: Learner;
  readonly random: Random;
  readonly gate: { readonly peerId: string; readonly account: Hex };
};

export type AskOptions = {
  readonly deadlineMs?: number;
  /** How long to wait for other experts once the leading answer is complete. */
  readonly alternativeMs?: number;
  /** A passage that scores this much leads; below it a decoder does. */
  readonly goodScore?: number;
};

export type Ask = {
  /** Answers a question. @throws UnknownModelError, NoAnswerError */
  readonly ask: (question: Question, options?: { signal?: AbortSignal }) => AsyncGenerator<AskEvent>;
  /** Asks classifiers or retrieval experts. @throws UnknownModelError, NoAnswerError */
  readonly gather: (
    question: { readonly model: string; readonly input: JobInput; readonly width: number },
    options?: { signal?: AbortSignal },
  ) => Promise<Gathered>;
};

const PASSAGES = 3;

/** Creates the gate: it chooses experts, asks them, streams the leading answer and shows what others say. */
export function createAsk(components: AskComponents, options: AskOptions = {}): Ask {
  const { directory, callExpert, breaker, learner, random, gate } = components;
  const { deadlineMs = 60_000, alternativeMs = 2_500, goodScore = 0.45 } = options;
  const { attempt, inFlight } = createAttempts({ callExpert, breaker });

  const plan = (input: JobInput['kind'], selector: Selector, vector: Float32Array): Route => {
    const gates = directory.leases().filter(({ lease }) => lease.roles.includes('gate')).length;
    const candidates = directory.candidates();
    return planRoute({ candidates, learner, breaker, random, gates, inFlight }, { input, selector, vector });
  };
  const select = (model: string): { selector: Selector; kinds: ReadonlySet<string> } => {
    const selector = parseSelector(model);
    const candidates = directory.candidates();
    const selected = selector ? candidates.filter((candidate) => isSelected(candidate, selector)) : [];
    if (!selector || (selected.length === 0 && selector.by !== 'auto'))
      throw new UnknownModelError(model, listModels(candidates));
    return { selector, kinds: new Set(selected.map(({ kind }) => kind)) };
  };
  const learnFrom = (route: Route, outcomes: readonly Outcome[], valueOf: (outcome: Outcome) => number) => {
    for (const outcome of outcomes) {
      if (outcome.status === 'late') continue;
      const { candidate, likeness } = outcome.ranked;
      learner.learn({ cell: route.cell, expertId: candidate.expertId, likeness, value: valueOf(outcome) });
    }
  };

  async function* ask(question: Question, { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<AskEvent> {
    const { selector, kinds } = select(question.model);
    const { text, prompt, seed, audit } = question;
    const vector = embed(text);
    const finished = new AbortController();
    const limits = [AbortSignal.timeout(deadlineMs), finished.signal, ...(signal ? [signal] : [])];
    const deadline = AbortSignal.any(limits);
    // A named decoder is asked alone; whoever names a retrieval expert or a domain gets a decoder to compare with.
    const mayDecode: Selector = kinds.has('decoder') ? selector : { by: 'auto' };
    const maySearch: Selector = kinds.has('retrieval') ? selector : { by: 'auto' };
    const decoding = plan('generate', mayDecode, vector);
    const searching = plan('retrieve', maySearch, vector);
    const { width, graceMs } = chooseRung(searching.ranked.map(({ score }) => score));
    const { maxTokens, temperature } = question;
    const stop = [...question.stop];
    const decoders = runDecoders({
      attempt,
      ranked: decoding.ranked,
      input: { kind: 'generate', prompt, maxTokens, temperature, stop, audit },
      seed,
      signal: deadline,
    });
    const searches = askSeveral({
      attempt,
      ranked: searching.ranked,
      input: { kind: 'retrieve', query: text.slice(0, 16_000), limit: PASSAGES, audit },
      seed,
      signal: deadline,
      width,
      graceMs,
      isEnough: (outcomes) => outcomes.some((outcome) => foundScore(outcome) >= goodScore),
    });
    // Both are awaited below; until then a rejection must not be taken for one that nobody handles.
    decoders.result.catch(() => undefined);
    searches.catch(() => undefined);

    try {
      const isDecoderNamed = selector.by === 'expert' && kinds.has('decoder');
      const found = isDecoderNamed ? [] : await searches;
      const best = [...found].sort((a, b) => foundScore(b) - foundScore(a))[0];
      const wanted = selector.by === 'auto' ? goodScore : Number.MIN_VALUE;
      if (best && isAnswered(best) && (foundScore(best) >= wanted || isOnly(selector, kinds))) {
        yield* leadWithPassages(best, found);
        return;
      }
      let written = '';
      for await (const piece of decoders.pieces) {
        written += piece.text;
        yield { type: 'text', ...piece };
      }
      const run = await decoders.result;
      learnFrom(decoding, run.outcomes, (outcome) => (isAnswered(outcome) && written.trim() !== '' ? 1 : 0));
      const leader = run.outcomes.at(-1)?.ranked;
      if (!leader || (written === '' && !run.isFinished)) {
        if (written === '' && best && isAnswered(best)) yield* leadWithPassages(best, found);
        else throw new NoAnswerError(question.model, [...run.outcomes, ...found]);
        return;
      }
      const others = isDecoderNamed ? await within(searches, alternativeMs, []) : found;
      learnFrom(searching, others, (outcome) => (foundScore(outcome) >= goodScore ? 1 : foundScore(outcome) / 2));
      const { cell, propensity } = decoding;
      const leading = run.outcomes.filter(isAnswered);
      const parts = { gate, cell, propensity, leader, leading, others, failovers: run.failovers };
      yield { type: 'done', text: written, isFinished: run.isFinished, record: summarise(parts) };
    } finally {
      finished.abort();
    }

    async function* leadWithPassages(best: Outcome, found: readonly Outcome[]): AsyncGenerator<AskEvent> {
      const output = isAnswered(best) ? best.answer.output : null;
      const quoted = output?.kind === 'retrieve' ? output.text : '';
      yield { type: 'text', text: quoted, isMarker: false };
      learnFrom(searching, found, (outcome) => (foundScore(outcome) >= goodScore ? 1 : foundScore(outcome) / 2));
      const run = await within(decoders.result, alternativeMs, null);
      const [lead] = decoding.ranked;
      const late: readonly Outcome[] = lead ? [{ status: 'late', ranked: lead }] : [];
      const others = [...found.filter((one) => one !== best), ...(run ? run.outcomes : late)];
      const { cell, propensity } = searching;
      const leading = [best];
      const parts = { gate, cell, propensity, leader: best.ranked, leading, others, failovers: run?.failovers ?? [] };
      yield { type: 'done', text: quoted, isFinished: true, record: summarise(parts) };
    }
  }

  const gather: Ask['gather'] = async ({ model, input, width }, { signal } = {}) => {
    const { selector } = select(model);
    const asked = input.kind === 'classify' ? input.text : input.kind === 'retrieve' ? input.query : input.prompt;
    const route = plan(input.kind, selector, embed(asked));
    const timeout = AbortSignal.timeout(deadlineMs);
    const outcomes = await askSeveral({
      attempt,
      ranked: route.ranked,
      input,
      seed: 0n,
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      width,
      graceMs: alternativeMs,
      isEnough: (all) => input.kind !== 'retrieve' || all.some((outcome) => foundScore(outcome) >= goodScore),
    });
    const [best] = outcomes.filter(isAnswered).sort((a, b) => foundScore(b) - foundScore(a));
    if (!best) throw new NoAnswerError(model, outcomes);
    const isGood = (outcome: Outcome) =>
      input.kind === 'retrieve' ? foundScore(outcome) >= goodScore : isAnswered(outcome);
    learnFrom(route, outcomes, (outcome) => (isGood(outcome) ? 1 : 0));
    const failed = outcomes.flatMap((outcome) =>
      outcome.status === 'failed'
        ? [{ expert: outcome.ranked.candidate.expertId, reason: outcome.reason, afterTokens: 0 }]
        : [],
    );
    const { cell, propensity } = route;
    const others = outcomes.filter((one) => one !== best && one.status !== 'failed');
    const parts = { gate, cell, propensity, leader: best.ranked, leading: [best], others, failovers: failed };
    return { outcomes, record: summarise(parts) };
  };

  return { ask, gather };
}

/** The names under which experts of the directory can be asked for. */
export function listModels(candidates: ReturnType<Directory['candidates']>): readonly string[] {
  const registers = candidates.filter(({ kind }) => kind === 'retrieval').map(({ domain }) => `register:${domain}`);
  return ['auto', ...new Set(registers), ...new Set(candidates.map(({ expertId }) => expertId))];
}

/** A retrieval expert that was asked for by its id answers even when it found nothing. */
function isOnly(selector: Selector, kinds: ReadonlySet<string>): boolean {
  return selector.by === 'expert' && kinds.has('retrieval');
}

async function within<T, E>(work: Promise<T>, milliseconds: number, otherwise: E): Promise<T | E> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<E>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export class UnknownModelError extends BaseError {
  override readonly name = 'UnknownModelError';
  readonly models: readonly string[];
  constructor(model: string, models: readonly string[]) {
    super('Nobody serves this model.', { values: { model }, hint: `Served now: ${models.join(', ')}.` });
    this.models = models;
  }
}

export class NoAnswerError extends BaseError {
  override readonly name = 'NoAnswerError';
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
