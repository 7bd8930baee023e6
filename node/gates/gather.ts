import { embed } from '../../protocol/embedding/embed.ts';
import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import type { JobInput } from '../../protocol/messages/ask.ts';
import { withDeadline } from '../within.ts';
import type { Outcome } from './attempt.ts';
import { askSeveral } from './attempt.ts';
import { NoAnswerError, selectModel } from './candidates.ts';
import { type GateComponents, learnFrom, planFor } from './route.ts';
import { foundScore, isAnswered, summarise } from './summarise.ts';

/** Answers of several experts to one input, the best first, with its record. */
export type Gathered = { readonly outcomes: readonly Outcome[]; readonly record: AnswerRecord };

export type GatherRequest = {
  readonly model: string;
  readonly input: JobInput;
  /** Whether verifiers may see this input. */
  readonly isOpenable: boolean;
  /** Experts to ask at a time. */
  readonly width: number;
};

export type Gather = (request: GatherRequest, options?: { signal?: AbortSignal }) => Promise<Gathered>;

export type GatherOptions = { readonly deadlineMs?: number; readonly graceMs?: number; readonly goodScore?: number };

/** Creates the function that asks classifiers or retrieval experts. It throws UnknownModelError and NoAnswerError. */
export function createGather(components: GateComponents, options: GatherOptions = {}): Gather {
  const { deadlineMs = 15_000, graceMs = 1_000, goodScore = 0.45 } = options;
  return async ({ model, input, isOpenable, width }, { signal } = {}) => {
    const { attempts, directory, kinds } = components;
    const { selector } = selectModel(model, { candidates: directory.candidates(), kinds, inputs: [input.kind] });
    const vector = embed(textOf(input));
    const route = planFor(components, { input: input.kind, selector, vector });
    const isGood = (outcome: Outcome) =>
      isAnswered(outcome) && (input.kind !== 'retrieve' || foundScore(outcome) >= goodScore);
    const seeking = { attempt: attempts.attempt, ranked: route.ranked, input, isOpenable, seed: 0n, width, graceMs };
    const asked = await withDeadline(deadlineMs, signal, (ended) =>
      askSeveral({ ...seeking, signal: ended, isEnough: (all) => all.some(isGood) }),
    );
    learnFrom(components, { route, outcomes: asked, worthOf: (outcome) => (isGood(outcome) ? 1 : 0) });
    const outcomes = [...asked].sort((a, b) => foundScore(b) - foundScore(a));
    const best = outcomes.find(isAnswered);
    if (!best) throw new NoAnswerError(model, outcomes);
    const failovers = outcomes.flatMap((outcome) =>
      outcome.status === 'failed'
        ? [{ expert: outcome.ranked.candidate.expertId, reason: outcome.reason, afterTokens: 0 }]
        : [],
    );
    const { cell, propensity } = route;
    const others = outcomes.filter((one) => one !== best && one.status !== 'failed');
    const parts = { cell, propensity, leader: best.ranked, leading: [best], others, failovers };
    return { outcomes, record: summarise({ gate: components.gate, ...parts }) };
  };
}

function textOf(input: JobInput): string {
  if (input.kind === 'classify') return input.text;
  return input.kind === 'retrieve' ? input.query : input.prompt;
}
