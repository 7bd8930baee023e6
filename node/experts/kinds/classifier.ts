import { atOnce, type Steps } from '../../../protocol/steps.ts';
import { stretchesOf } from '../../../protocol/stretches.ts';
import { CLASSIFY_UNITS } from '../../../protocol/work/job.ts';
import { inTurns } from '../../inTurns.ts';
import {
  type ExpertCorpus,
  type ExpertVersion,
  manifestOfDeposits,
  type OpenedText,
  WrongInputError,
} from '../expert.ts';

import type { ExpertKind } from './kind.ts';

export type Label = { readonly label: string; readonly probability: number };

/** Names the training rule below; a change of it is a new class. */
const CLASSIFIER_CLASS = 'tilth-bayes/1';

const FEWEST_REGISTERS = 2;
const SMOOTHING = 0.3;
const SHARPNESS = 1;
const PRECISION = 1e6;

/** Tells in which register a text is written. */
export const classifier: ExpertKind = {
  kind: 'classifier',
  input: 'classify',
  domain: 'registers',
  concurrency: 4,
  made: {
    of: 'deposits',
    runtimeClass: CLASSIFIER_CLASS,
    // Its leases publish centroids of what it read, so it reads only what everyone may.
    purpose: 'reading',
    isEnough: (registers) => new Set(registers).size >= FEWEST_REGISTERS,
    create: async (texts, { corpus }) => toExpert(await inTurns(training(texts)), corpus),
    speaksOf: (texts) => texts.map(({ text }) => text),
  },
};

/** Creates an expert that gives register probabilities; the same texts always make the same expert. */
export function createClassifierExpert(
  texts: readonly Pick<OpenedText, 'register' | 'text'>[],
  corpus: ExpertCorpus,
): ExpertVersion {
  return toExpert(atOnce(training(texts)), corpus);
}

function toExpert(classify: Classify, corpus: ExpertCorpus): ExpertVersion {
  return {
    manifest: manifestOfDeposits(
      { kind: 'classifier', runtimeClass: CLASSIFIER_CLASS },
      { domain: 'registers', corpus },
    ),
    async answer(input, { signal }) {
      if (input.kind !== 'classify') throw new WrongInputError('classifier', input.kind);
      signal.throwIfAborted();
      const labels = await inTurns(classify(input.text));
      return { output: { kind: 'classify', labels: [...labels] }, units: CLASSIFY_UNITS };
    },
  };
}

/**
 * Trains complement naive Bayes (Rennie et al. 2003) over words and letter groups: a register is judged by how unlike
 * all other registers a text is, which holds up when registers have few and unequal texts.
 */
export function trainClassifier(texts: Texts): (text: string) => readonly Label[] {
  const classify = atOnce(training(texts));
  return (text) => atOnce(classify(text));
}

type Texts = readonly Pick<OpenedText, 'register' | 'text'>[];
type Classify = (text: string) => Steps<readonly Label[]>;

function* training(texts: Texts): Steps<Classify> {
  const registers = [...new Set(texts.map(({ register }) => register))].sort();
  const counts = new Map(registers.map((register) => [register, new Map<string, number>()]));
  const all = new Map<string, number>();
  for (const { register, text } of texts) {
    const own = counts.get(register);
    if (!own) continue;
    for (const [feature, count] of yield* countFeatures(text)) {
      own.set(feature, (own.get(feature) ?? 0) + count);
      all.set(feature, (all.get(feature) ?? 0) + count);
      yield;
    }
  }
  const total = sum(all.values());
  const rows = registers.map((register) => {
    const own = counts.get(register) ?? new Map<string, number>();
    return { register, own, others: total - sum(own.values()) + SMOOTHING * all.size };
  });
  return function* (text) {
    const features: (readonly [feature: string, count: number])[] = [];
    let squares = 0;
    for (const [feature, count] of yield* countFeatures(text)) {
      if (all.has(feature)) {
        features.push([feature, count]);
        squares += count * count;
      }
      yield;
    }
    const length = Math.max(1, Math.sqrt(squares));
    const scores: number[] = [];
    for (const { own, others } of rows) {
      let score = 0;
      for (const [feature, count] of features) {
        const elsewhere = (all.get(feature) ?? 0) - (own.get(feature) ?? 0) + SMOOTHING;
        score -= (count / length) * Math.log(elsewhere / others);
        yield;
      }
      scores.push(score);
    }
    return toLabels(registers, scores);
  };
}

function toLabels(registers: readonly string[], scores: readonly number[]): readonly Label[] {
  const best = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - best) / SHARPNESS));
  const whole = sum(powers);
  return registers
    .map((label, i) => ({ label, probability: Math.round(((powers[i] ?? 0) / whole) * PRECISION) / PRECISION }))
    .sort((a, b) => b.probability - a.probability || (a.label < b.label ? -1 : 1));
}

const WORD = /[\p{L}\p{N}]+|[?!"“«:;—-]|\n/gu;

/** Words, pairs of words and groups of four letters, each with the square root of how often it stands in the text. */
function* countFeatures(text: string): Steps<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const add = (feature: string) => found.set(feature, (found.get(feature) ?? 0) + 1);
  let previous = '^';
  for (const stretch of stretchesOf(text)) {
    for (const [word] of stretch.toLowerCase().normalize('NFC').matchAll(WORD)) {
      add(word);
      add(`${previous} ${word}`);
      for (let i = 0; i + 4 <= word.length; i += 1) {
        add(`_${word.slice(i, i + 4)}`);
        yield;
      }
      previous = word;
      yield;
    }
    yield;
  }
  for (const [feature, count] of found) {
    found.set(feature, Math.sqrt(count));
    yield;
  }
  return found;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
