import type { Hex } from 'viem';
import { embed } from '../../protocol/embedding/embed.ts';
import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import { streamWithin, TimeLimitError, within } from '../within.ts';
import type { Outcome } from './attempt.ts';
import { askSeveral, chooseRung } from './attempt.ts';
import { contextOf, NoAnswerError, PromptTooLongError, type Selector, selectModel } from './candidates.ts';
import { type GateComponents, learnFrom, planFor, type Route } from './route.ts';
import { type RunningDecoders, runDecoders } from './runDecoders.ts';
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
  readonly isOpenable: boolean;
  /** Who asks, as an opaque tag. */
  readonly asker: Hex;
};

/** What happens to a question: its answer piece by piece, then where it came from. */
export type AskEvent =
  | { readonly type: 'text'; readonly text: string; readonly isMarker: boolean }
  | {
      readonly type: 'done';
      /** The whole answer, without markers and without what was dropped on the way. */
      readonly text: string;
      readonly isFinished: boolean;
      /** Whether the answer came to its end by itself, or where the tokens that it may have did. */
      readonly finish: 'stop' | 'length';
      readonly record: AnswerRecord;
    };

/** Answers a question. It throws UnknownModelError, WrongModelError and NoAnswerError. */
export type Ask = (question: Question, options?: { signal?: AbortSignal }) => AsyncGenerator<AskEvent>;

export type AskOptions = {
  readonly deadlineMs?: number;
  /** How long to wait for other experts once the leading answer is complete. */
  readonly alternativeMs?: number;
  /** A passage that scores this much leads; below it a decoder does. */
  readonly goodScore?: number;
};

/** One question on its way: two lanes of experts that were asked at the same time. */
type Lanes = {
  readonly decoding: Route;
  readonly searching: Route;
  readonly decoders: RunningDecoders;
  readonly searches: Promise<readonly Outcome[]>;
};

const PASSAGES = 3;
const LONGEST_QUERY = 16_000;

/** Creates the gate: it chooses experts, asks them, streams the leading answer and shows what the others say. */
export function createAsk(components: GateComponents, options: AskOptions = {}): Ask {
  const { directory, attempts, gate, kinds } = components;
  const { deadlineMs = 60_000, alternativeMs = 2_500, goodScore = 0.45 } = options;
  const isGood = (outcome: Outcome) => foundScore(outcome) >= goodScore;
  /** What has come by the time that others are waited for. */
  const soon = <T, E>(work: Promise<T>, otherwise: E): Promise<T | E> =>
    within<T | E>(alternativeMs, undefined, () => work).catch((error: unknown) => {
      if (error instanceof TimeLimitError) return otherwise;
      throw error;
    });
  const searchValue = (outcome: Outcome) => (isGood(outcome) ? 1 : foundScore(outcome) / 2);

  const openLanes = (
    question: Question,
    selectors: { decode: Selector; search: Selector },
    signal: AbortSignal,
  ): Lanes => {
    const { text, prompt, maxTokens, temperature, seed, isOpenable, asker } = question;
    const vector = embed(text);
    const decoding = planFor(components, { input: 'generate', selector: selectors.decode, vector });
    const searching = planFor(components, { input: 'retrieve', selector: selectors.search, vector });
    const shared = { attempt: attempts.attempt, isOpenable, seed, signal };
    const decoders = runDecoders({
      ...shared,
      ranked: decoding.ranked,
      input: { kind: 'generate', prompt, maxTokens, temperature, stop: [...question.stop] },
    });
    const searches = askSeveral({
      ...shared,
      ...chooseRung(searching.ranked.map(({ score }) => score)),
      ranked: searching.ranked,
      input: { kind: 'retrieve', query: text.slice(0, LONGEST_QUERY), limit: PASSAGES, asker },
      isEnough: (outcomes) => outcomes.some(isGood),
    });
    // Both are awaited later; until then a rejection must not be taken for one that nobody handles.
    decoders.result.catch(() => undefined);
    searches.catch(() => undefined);
    return { decoding, searching, decoders, searches };
  };

  /** The leading answer is a quotation; decoders are what it is compared with. */
  async function* leadWithPassages(lanes: Lanes, best: Outcome, found: readonly Outcome[]): AsyncGenerator<AskEvent> {
    const { decoding, searching, decoders } = lanes;
    const output = isAnswered(best) ? best.answer.output : null;
    const text = output?.kind === 'retrieve' ? output.text : '';
    yield { type: 'text', text, isMarker: false };
    learnFrom(components, { route: searching, outcomes: found, worthOf: searchValue });
    const run = await soon(decoders.result, null);
    const [lead] = decoding.ranked;
    const late: readonly Outcome[] = lead ? [{ status: 'late', ranked: lead }] : [];
    const others = [...found.filter((one) => one !== best), ...(run?.outcomes ?? late)];
    const { cell, propensity } = searching;
    const parts = { cell, propensity, leader: best.ranked, leading: [best], others, failovers: [] };
    yield { type: 'done', text, isFinished: true, finish: 'stop', record: summarise({ gate, ...parts }) };
  }

  /** The leading answer is written by a decoder as we watch. */
  async function* leadWithDecoder(lanes: Lanes, model: string, isNamed: boolean): AsyncGenerator<AskEvent> {
    const { decoding, searching, decoders, searches } = lanes;
    for await (const piece of decoders.pieces) yield { type: 'text', ...piece };
    const run = await decoders.result;
    const others = await soon(searches, []);
    const decoderValue = (outcome: Outcome) => (isAnswered(outcome) && run.text.trim() !== '' ? 1 : 0);
    learnFrom(components, { route: decoding, outcomes: run.outcomes, worthOf: decoderValue });
    learnFrom(components, { route: searching, outcomes: others, worthOf: searchValue });
    const leader =
      run.outcomes.findLast(isAnswered)?.ranked ?? (run.text === '' ? undefined : run.outcomes.at(-1)?.ranked);
    if (!leader) {
      const best = bestOf(others);
      if (isNamed || !best || foundScore(best) === 0) {
        if (run.outcomes.some((outcome) => outcome.status === 'failed' && outcome.reason === 'too-long'))
          throw new PromptTooLongError(model, contextOf(decoding.ranked.map(({ candidate }) => candidate)));
        throw new NoAnswerError(model, [...run.outcomes, ...others]);
      }
      yield* leadWithPassages(lanes, best, others);
      return;
    }
    const { cell, propensity } = decoding;
    const leading = run.outcomes.filter(isAnswered);
    const parts = { cell, propensity, leader, leading, others, failovers: run.failovers };
    const { text, isFinished } = run;
    const finish = isFinished ? finishOf(leading) : 'length';
    yield { type: 'done', text, isFinished, finish, record: summarise({ gate, ...parts }) };
  }

  async function* answer(question: Question, signal: AbortSignal): AsyncGenerator<AskEvent> {
    const { model } = question;
    const candidates = directory.candidates();
    const { selector, inputs } = selectModel(model, { candidates, kinds, inputs: ['generate', 'retrieve'] });
    // Whoever names a decoder or a domain still gets an expert of the other kind to compare with.
    const decode: Selector = inputs.has('generate') ? selector : { by: 'auto' };
    const search: Selector = inputs.has('retrieve') ? selector : { by: 'auto' };
    const lanes = openLanes(question, { decode, search }, signal);
    // Whoever is named leads, also with nothing: another's words are never given under the name that was asked for.
    const isSearcherNamed = selector.by !== 'auto' && inputs.has('retrieve');
    const isDecoderNamed = selector.by !== 'auto' && !isSearcherNamed;
    const found = isDecoderNamed ? [] : await lanes.searches;
    const best = bestOf(found);
    if (isSearcherNamed && !best) throw new NoAnswerError(model, found);
    if (best && (isSearcherNamed || isGood(best))) yield* leadWithPassages(lanes, best, found);
    else yield* leadWithDecoder(lanes, model, isDecoderNamed);
  }

  return (question, { signal } = {}) => streamWithin(deadlineMs, signal, (ended) => answer(question, ended));
}

/** The last of the answers that make up a written one says how it ended. */
function finishOf(leading: readonly Outcome[]): 'stop' | 'length' {
  const last = leading.findLast(isAnswered)?.answer.output;
  return last?.kind === 'generate' ? last.finish : 'length';
}

function bestOf(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.filter(isAnswered).sort((a, b) => foundScore(b) - foundScore(a))[0];
}
