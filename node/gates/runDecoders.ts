import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Attempts, Outcome } from './attempt.ts';
import { createFeed, type Feed } from './feed.ts';
import type { Ranked } from './route.ts';

type GenerateInput = Extract<JobInput, { kind: 'generate' }>;

/** A piece of a streamed answer; a marker tells the reader that another model goes on. */
export type Piece = { readonly text: string; readonly isMarker: boolean };

export type Failover = { readonly expert: string; readonly reason: string; readonly afterTokens: number };

/** How a streamed answer ended. Several outcomes are answered when one expert went on where another stopped. */
export type DecoderRun = {
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
  readonly seed: bigint;
  readonly signal: AbortSignal;
};

/**
 * Streams one answer from the first decoder that can give it. Before the first token any other takes over; after it,
 * one that serves the same model goes on from what was written, and a different model only behind a visible marker.
 */
export function runDecoders(options: Options): RunningDecoders {
  const pieces = createFeed<Piece>();
  const result = run(options, pieces);
  result.then(pieces.end, pieces.fail);
  return { pieces, result };
}

async function run({ attempt, ranked, input, seed, signal }: Options, pieces: Feed<Piece>): Promise<DecoderRun> {
  const outcomes: Outcome[] = [];
  const failovers: Failover[] = [];
  let left = [...ranked];
  let text = '';
  let tokens = 0;
  let writer: Ranked | undefined;
  const write = (piece: Piece) => {
    text += piece.text;
    pieces.push(piece);
  };

  for (;;) {
    const next = left.find((one) => writer && isSameModel(one, writer)) ?? left[0];
    if (!next || signal.aborted) return { text, isFinished: false, outcomes, failovers };
    left = left.filter((one) => one !== next);
    if (writer && !isSameModel(next, writer)) {
      write({ text: `\n[expert ${next.candidate.expertId} goes on]\n`, isMarker: true });
    }
    const before = tokens;
    const outcome = await attempt(next, {
      input: { ...input, prompt: input.prompt + text, maxTokens: Math.max(1, input.maxTokens - tokens) },
      seed,
      signal,
      onToken: (piece) => {
        tokens += 1;
        write({ text: piece, isMarker: false });
      },
    });
    outcomes.push(outcome);
    if (outcome.status === 'answered') return { text, isFinished: true, outcomes, failovers };
    if (outcome.status === 'late') return { text, isFinished: false, outcomes, failovers };
    failovers.push({ expert: next.candidate.expertId, reason: outcome.reason, afterTokens: tokens - before });
    if (tokens > before) writer = next;
    if (outcome.reason === 'refused') return { text, isFinished: false, outcomes, failovers };
    if (tokens >= input.maxTokens) return { text, isFinished: true, outcomes, failovers };
  }
}

function isSameModel(a: Ranked, b: Ranked): boolean {
  return a.candidate.manifestHash === b.candidate.manifestHash;
}
