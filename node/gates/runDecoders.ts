import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Attempts, Outcome } from './attempt.ts';
import type { Ranked } from './route.ts';

type GenerateInput = Extract<JobInput, { kind: 'generate' }>;

/** A piece of a streamed answer; a marker tells the reader that another model goes on. */
type Piece = { readonly text: string; readonly isMarker: boolean };

export type Failover = { readonly expert: string; readonly reason: string; readonly afterTokens: number };

/** How a streamed answer ended. Several outcomes are answered when one expert went on where another stopped. */
type DecoderRun = {
  /** The words that hold: what a dropped expert wrote is not among them. */
  readonly text: string;
  readonly isFinished: boolean;
  readonly outcomes: readonly Outcome[];
  readonly failovers: readonly Failover[];
};

export type RunningDecoders = { readonly pieces: Feed<Piece>; readonly result: Promise<DecoderRun> };

type Options = {
  readonly attempt: Attempts['attempt'];
  readonly ranked: readonly Ranked[];
  readonly input: GenerateInput;
  readonly isOpenable: boolean;
  readonly seed: bigint;
  readonly signal: AbortSignal;
};

/**
 * Streams one answer from the first decoder that can give it. Before the first token any other takes over; after it,
 * one that serves the same model goes on from what was written, and a different model only behind a visible marker.
 * What an expert wrote and cannot prove is dropped, visibly, and the next one begins anew.
 */
export function runDecoders(options: Options): RunningDecoders {
  const pieces = createFeed<Piece>();
  const result = run(options, pieces);
  result.then(pieces.end, pieces.fail);
  return { pieces, result };
}

async function run(
  { attempt, ranked, input, isOpenable, seed, signal }: Options,
  pieces: Feed<Piece>,
): Promise<DecoderRun> {
  const outcomes: Outcome[] = [];
  const failovers: Failover[] = [];
  let left = [...ranked];
  let text = '';
  let tokens = 0;
  let writer: Ranked | undefined;
  const end = (isFinished: boolean): DecoderRun => ({ text, isFinished, outcomes, failovers });
  const mark = (note: string) => pieces.push({ text: `\n[${note}]\n`, isMarker: true });

  for (;;) {
    const next = left.find((one) => writer && isSameModel(one, writer)) ?? left[0];
    if (!next || signal.aborted) return end(false);
    left = left.filter((one) => one !== next);
    if (writer && !isSameModel(next, writer)) mark(`expert ${next.candidate.expertId} goes on`);
    const before = { text, tokens };
    const outcome = await attempt(next, {
      input: { ...input, prompt: input.prompt + text, maxTokens: input.maxTokens - tokens },
      isOpenable,
      seed,
      signal,
      onToken: (piece) => {
        tokens += 1;
        text += piece;
        pieces.push({ text: piece, isMarker: false });
      },
    });
    outcomes.push(outcome);
    if (outcome.status !== 'failed') return end(outcome.status === 'answered');

    const { expertId } = next.candidate;
    const afterTokens = tokens - before.tokens;
    failovers.push({ expert: expertId, reason: outcome.reason, afterTokens });
    if (outcome.reason === 'refused') return end(false);
    // What is too long for one model may fit another, and does not fit the same one elsewhere.
    if (outcome.reason === 'too-long') left = left.filter((one) => !isSameModel(one, next));
    if (afterTokens === 0) continue;
    if (UNPROVEN.includes(outcome.reason)) {
      mark(`expert ${expertId} was dropped: its words above cannot be verified`);
      ({ text, tokens } = before);
      continue;
    }
    writer = next;
    if (tokens >= input.maxTokens) return end(true);
  }
}

/** Failures after which nothing that the expert wrote is kept. */
const UNPROVEN: readonly string[] = ['lying', 'garbage'];

function isSameModel(a: Ranked, b: Ranked): boolean {
  return a.candidate.manifestHash === b.candidate.manifestHash;
}

/** Values that are pushed on one side and iterated on the other, once, in order. */
export type Feed<T> = AsyncIterable<T> & {
  readonly push: (value: T) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
};

/** Creates an empty feed. */
export function createFeed<T>(): Feed<T> {
  const waiting: T[] = [];
  let finished: { readonly error?: unknown } | null = null;
  let wake = () => {};
  const finish = (how: { readonly error?: unknown }) => {
    finished ??= how;
    wake();
  };
  return {
    push: (value) => {
      waiting.push(value);
      wake();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = waiting.shift();
        if (value !== undefined) yield value;
        else if (finished) {
          if ('error' in finished) throw finished.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
