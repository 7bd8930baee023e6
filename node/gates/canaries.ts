import { bytesToHex, concat, keccak256 } from 'viem';
import type { JobInput } from '../../protocol/messages/ask.ts';
import { epochAt } from '../../protocol/work/epoch.ts';
import { withDeadline } from '../within.ts';
import type { AttemptCall, Attempts } from './attempt.ts';
import type { Candidate } from './candidates.ts';
import type { Random } from './score.ts';

export type CanaryComponents = {
  readonly attempts: Attempts;
  readonly candidates: () => readonly Candidate[];
  /** Operators whose work verifiers called false: only audit questions can clear them. */
  readonly faulted: () => ReadonlySet<number>;
  /** Tells whether an operator is of the gate's own group, whose answers to it prove nothing. */
  readonly isOwn: (operatorId: number) => boolean;
  readonly random: Random;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** How a real question looked: its settings and its length, without its words. */
type Shape = { readonly input: JobInput; readonly words: number; readonly isSeeded: boolean };

type Canaries = {
  /** The same attempts; each real question is noted. */
  readonly attempts: Attempts;
  readonly stop: () => void;
};

const KEPT_SHAPES = 64;
const KEPT_TEXTS = 512;
const ANSWER_MS = 30_000;

/**
 * Creates a gate's own audit questions. In an epoch in which somebody asked an expert and opened nothing, the gate asks it
 * once more at a random time: in the shape of a real question, in words of opened ones and of quoted passages, and opened to
 * verifiers, which the expert cannot see. So work for ordinary clients is checked and credited, and no expert can tell
 * when to be honest.
 */
export function createCanaries(components: CanaryComponents, { epochSeconds }: { epochSeconds: number }): Canaries {
  const { attempts, candidates, faulted, isOwn, random, now } = components;
  const shapes = new Map<JobInput['kind'], Shape[]>();
  /** The epoch in which an expert was last given an opened question, or will be. */
  const covered = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  /** What audit questions are made of: words of real questions that were opened, and of passages that were quoted. */
  let heard: readonly string[] = [];
  const hear = (texts: readonly string[]) => {
    heard = [...heard, ...texts].slice(-KEPT_TEXTS);
  };
  const secret = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
  const take = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  /** Nobody's tag in place of each asker's, so that those of audit questions come again as often as real ones do. */
  const shadow = (input: JobInput): JobInput =>
    input.kind === 'retrieve' ? { ...input, asker: keccak256(concat([secret, input.asker])) } : input;

  const plan = (candidate: Candidate, kind: JobInput['kind']): void => {
    const { expertId, operatorId } = candidate;
    const epoch = epochAt(now(), epochSeconds);
    if (isOwn(operatorId) || covered.get(expertId) === epoch) return;
    covered.set(expertId, epoch);
    const left = (epoch + 1) * epochSeconds * 1_000 - now();
    const timer = setTimeout(() => {
      timers.delete(timer);
      const call = compose(kind);
      if (!call) return;
      // A failure that is not the expert's own is one of the next real question too, which tells of it.
      void withDeadline(ANSWER_MS, undefined, (signal) =>
        attempts.attempt({ candidate, score: 0, likeness: 0 }, { ...call, signal }),
      ).catch(() => undefined);
    }, random() * left);
    timer.unref();
    timers.add(timer);
  };

  const note = (candidate: Candidate, call: AttemptCall): void => {
    const { input, seed } = call;
    const { kind } = input;
    const seen = shapes.get(kind) ?? [];
    const shape = { input: rephrase(shadow(input), ''), words: countWords(textOf(input)), isSeeded: seed !== 0n };
    shapes.set(kind, [...seen, shape].slice(-KEPT_SHAPES));
    if (call.isOpenable) {
      covered.set(candidate.expertId, epochAt(now(), epochSeconds));
      hear([textOf(input)]);
    } else plan(candidate, kind);
    const bad = faulted();
    if (bad.size === 0) return;
    const alike = candidates().filter((one) => one.kind === candidate.kind && bad.has(one.operatorId));
    for (const one of alike) plan(one, kind);
  };

  /** So many words of a text, from anywhere in it. */
  const stretch = (text: string, length: number): string => {
    const words = text.split(/\s+/u).filter((word) => word !== '');
    const from = Math.floor(random() * Math.max(1, words.length - length + 1));
    return words.slice(from, from + length).join(' ');
  };

  /** A question like one that was asked, in other words. */
  const compose = (kind: JobInput['kind']): Omit<AttemptCall, 'signal'> | null => {
    const shape = take(shapes.get(kind) ?? []);
    if (!shape) return null;
    // Two stretches of two texts: nobody who knows the texts finds such a question in one of them.
    const words = Math.max(3, shape.words);
    const text = [Math.ceil(words / 2), Math.floor(words / 2)]
      .map((length) => stretch(take(heard) ?? take(PUBLIC_TEXTS) ?? '', length))
      .join(' ');
    const seed = shape.isSeeded ? BigInt(Math.floor(random() * 2 ** 32)) : 0n;
    return { input: rephrase(shape.input, text), isOpenable: true, seed };
  };

  return {
    attempts: {
      ...attempts,
      attempt: async (ranked, call) => {
        note(ranked.candidate, call);
        const outcome = await attempts.attempt(ranked, call);
        const output = outcome.status === 'answered' ? outcome.answer.output : null;
        if (output?.kind === 'retrieve') hear(output.passages.map((passage) => passage.text));
        return outcome;
      },
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\S+/gu)) count += 1;
  return count;
}

function textOf(input: JobInput): string {
  if (input.kind === 'classify') return input.text;
  return input.kind === 'retrieve' ? input.query : input.prompt;
}

/** The same settings with other words. */
function rephrase(input: JobInput, text: string): JobInput {
  if (input.kind === 'classify') return { ...input, text };
  if (input.kind === 'generate') return { ...input, prompt: input.prompt.endsWith('\n') ? `${text}\n` : text };
  return { ...input, query: text };
}

/** From texts in the public domain, for a gate that has heard nothing yet. */
const PUBLIC_TEXTS: readonly string[] = [
  'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.',
  'I went to the woods because I wished to live deliberately, to front only the essential facts of life.',
  'In the beginning was the word, and the light shineth in darkness; and the darkness comprehended it not.',
  'The colours of natural bodies have no other origin than this, that they reflect one sort of light more than another.',
  'There is grandeur in this view of life, from so simple a beginning endless forms most beautiful have been evolved.',
  'Call me to the mill when the water is low, for the wheel must be cleared of weed before the corn is brought.',
  'How do I love the evening when the ferry crosses late and the lamps of the village come out one by one?',
  'The bread should be left to rise in a warm place until it has doubled, then knocked back and shaped again.',
  'What did the old woman say about the winter when the river froze and the bees were carried indoors?',
  'Whoever sows the seed in spring shall not ask the wind for leave, nor the crow for counsel.',
];
