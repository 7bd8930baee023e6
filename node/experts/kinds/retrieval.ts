import { compareText } from '../../../protocol/compareText.ts';
import { MOST_WITHHELD, type Passage, type Withheld } from '../../../protocol/messages/ask.ts';
import { atOnce, type Steps } from '../../../protocol/steps.ts';
import { RETRIEVE_UNITS } from '../../../protocol/work/job.ts';
import { inTurns } from '../../inTurns.ts';
import {
  type ExpertCorpus,
  type ExpertVersion,
  manifestOfDeposits,
  type OpenedText,
  type Quotation,
  WrongInputError,
} from '../expert.ts';
import type { ExpertKind } from './kind.ts';
import { passagesOf, wordsOf } from './passages.ts';

/** Names the ranking below; a change of it is a new class. Where words and sentences end depends on the version of ICU. */
const RETRIEVAL_CLASS = `tilth-idf/2/icu-${process.versions.icu}`;

/** The least score that counts as found: this share of what the query says stands in the passage. */
const FOUND_SCORE = 0.3;

const CONTEXT_WEIGHT = 0.4;

/** Of the words of a query those that tell the most: more of them cost time and find nothing else. */
const MOST_TERMS = 64;

/** The most passages that an answer names, quoted or withheld. */
const MOST_FOUND = 20 + MOST_WITHHELD;

/** Of these so many stand in one text: else whoever repeats a question in a text of its own leaves no room for others. */
const MOST_OF_ONE = 4;

/** A longer word is one by its beginning: making its letters plain takes the square of a run of marks. */
const LONGEST_WORD = 100;

/** Quotes the deposits of one register. */
export const retrieval: ExpertKind = {
  kind: 'retrieval',
  input: 'retrieve',
  domain: null,
  concurrency: 4,
  made: {
    of: 'deposits',
    runtimeClass: RETRIEVAL_CLASS,
    purpose: 'retrieval',
    isEnough: (registers) => registers.length > 0,
    create: (texts, options) => inTurns(makeExpert(texts, options)),
    speaksOf: (texts) => texts.map(({ text }) => text),
  },
};

/**
 * Creates an expert that answers with passages of the given texts. A passage's score is the
 * share of the query's information (inverse document frequency) that it holds, so scores of different experts compare.
 */
export function createRetrievalExpert(texts: Texts, options: Options): ExpertVersion {
  return atOnce(makeExpert(texts, options));
}

type Texts = readonly Pick<OpenedText, 'id' | 'text'>[];
type Options = { readonly domain: string; readonly corpus: ExpertCorpus };

function* makeExpert(texts: Texts, options: Options): Steps<ExpertVersion> {
  const index = yield* indexPassages(texts);
  return {
    manifest: manifestOfDeposits({ kind: 'retrieval', runtimeClass: RETRIEVAL_CLASS }, options),
    async answer(input, { signal, mayQuote }) {
      if (input.kind !== 'retrieve') throw new WrongInputError('retrieval', input.kind);
      signal.throwIfAborted();
      const { passages, withheld } = pick(await inTurns(index(input.query)), input.limit, mayQuote);
      return { output: { kind: 'retrieve', text: quote(passages), passages, withheld }, units: RETRIEVE_UNITS };
    },
  };
}

type Found = { readonly passage: Passage; readonly length: number };

/** Takes the best passages that may be quoted, and names those that were in their way. */
function pick(found: readonly Found[], limit: number, mayQuote: (quotation: Quotation) => boolean) {
  const passages: Passage[] = [];
  const withheld: Withheld = [];
  for (const [rank, { passage, length }] of found.entries()) {
    if (passages.length === limit || withheld.length === MOST_WITHHELD) break;
    const { deposit, start, end } = passage;
    if (mayQuote({ deposit, rank, start, end, length })) passages.push(passage);
    else withheld.push({ deposit, rank });
  }
  return { passages, withheld };
}

/** Finds the passages that match a query, the best first. */
type Index = (query: string) => Steps<readonly Found[]>;

function* indexPassages(texts: Texts): Steps<Index> {
  const sorted = [...texts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const passages: Omit<Passage, 'score'>[] = [];
  /** By term, the passages that hold it. */
  const holders = new Map<string, number[]>();
  const context = new Map<string, ReadonlySet<string>>();
  for (const { id: deposit, text } of sorted) {
    for (const stretch of passagesOf(text)) {
      yield;
      if (stretch === null) continue;
      for (const term of new Set(termsOf(stretch.text))) {
        const holding = holders.get(term);
        if (holding) holding.push(passages.length);
        else holders.set(term, [passages.length]);
      }
      passages.push({ deposit, ...stretch });
    }
    const around = new Set<string>();
    context.set(deposit, around);
    for (const term of termsOf(text)) {
      around.add(term);
      yield;
    }
  }
  const lengths = new Map(sorted.map(({ id, text }) => [id, text.length]));
  const information = (term: string): number => {
    const holding = holders.get(term)?.length ?? 0;
    // The floor keeps words that stand in every passage worth something: with few passages all do.
    return 0.5 + Math.log(1 + (passages.length - holding + 0.5) / (holding + 0.5));
  };
  return function* (query) {
    const terms = new Set<string>();
    for (const term of termsOf(query)) {
      terms.add(term);
      yield;
    }
    const known = [...terms].filter((term) => holders.has(term));
    const telling = known
      .map((term) => ({ term, told: information(term) }))
      .sort((a, b) => b.told - a.told || compareText(a.term, b.term))
      .slice(0, MOST_TERMS);
    // How rare a word is that no passage holds cannot be known; it counts like the others of the query on average.
    const whole = (telling.reduce((sum, { told }) => sum + told, 0) * terms.size) / known.length;
    const held = new Map<number, number>();
    for (const { term, told } of telling) {
      for (const at of holders.get(term) ?? []) {
        held.set(at, (held.get(at) ?? 0) + told);
        yield;
      }
    }
    const around = new Map<string, number>();
    const heldAround = (deposit: string): number => {
      const words = context.get(deposit);
      const sum =
        around.get(deposit) ?? telling.reduce((sum, { term, told }) => sum + (words?.has(term) ? told : 0), 0);
      around.set(deposit, sum);
      return sum;
    };
    let found: Found[] = [];
    for (const [at, inPassage] of held) {
      const passage = passages[at] as Omit<Passage, 'score'>;
      // A term in the passage counts whole; one that stands only elsewhere in the same text counts a part.
      const told = inPassage + CONTEXT_WEIGHT * (heldAround(passage.deposit) - inPassage);
      const score = Math.round((told / whole) * 10_000) / 10_000;
      // Only so many can be quoted or withheld, so no more are put in order.
      if (found.length === 2 * MOST_FOUND) found = bestOf(found);
      if (score >= FOUND_SCORE)
        found.push({ passage: { ...passage, score }, length: lengths.get(passage.deposit) ?? 0 });
      yield;
    }
    return bestOf(found);
  };
}

/** The best first, a few of each text. */
function bestOf(found: readonly Found[]): Found[] {
  const places = new Map<string, number>();
  const isAmong = ({ passage: { deposit } }: Found): boolean => {
    const taken = places.get(deposit) ?? 0;
    places.set(deposit, taken + 1);
    return taken < MOST_OF_ONE;
  };
  return found.toSorted(compareFound).filter(isAmong).slice(0, MOST_FOUND);
}

/** The best first; of those that hold as much the shortest, then in the order of the texts. */
function compareFound({ passage: a }: Found, { passage: b }: Found): number {
  return b.score - a.score || a.text.length - b.text.length || compareText(a.deposit, b.deposit) || a.start - b.start;
}

/** Words that ask and join (English, Spanish, French); they tell nothing of what is asked for. */
const SILENT = new Set(
  `a about an and are as at be by did do does for from had has have how i in is it its many much of on or said say says
  should tell text that the their they this to was were what when where which who whom whose why will with would you
  a al como con cual cuando cuanto de del donde el en es fue hara la las lo los para por que quien se son su un una y
  au aux avec ce ces comment dans de des du elle en est et faut il ils je la le les leur ou par pas pour quand que quel
  quelle qui sa se ses son sont sur un une`.split(/\s+/u),
);

/** Lower case, without accents and without the commonest English plural, so that questions meet texts. */
function toTerm(word: string): string | null {
  const plain = word.slice(0, LONGEST_WORD).toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  if (plain === '' || SILENT.has(plain)) return null;
  return plain.length > 3 && plain.endsWith('s') && !plain.endsWith('ss') ? plain.slice(0, -1) : plain;
}

function* termsOf(text: string): Generator<string, void> {
  for (const word of wordsOf(text)) {
    const term = toTerm(word);
    if (term !== null) yield term;
  }
}

function quote(passages: readonly Passage[]): string {
  return passages.map(({ text, deposit }) => `"${text}" [${deposit}]`).join('\n\n');
}
