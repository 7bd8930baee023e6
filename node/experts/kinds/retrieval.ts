import MiniSearch from 'minisearch';
import { MOST_WITHHELD, type Passage, type Withheld } from '../../../protocol/messages/ask.ts';
import { RETRIEVE_UNITS } from '../../../protocol/work/job.ts';
import {
  type ExpertCorpus,
  type ExpertVersion,
  manifestOfDeposits,
  type OpenedText,
  type Quotation,
  WrongInputError,
} from '../expert.ts';
import { atOnce, inTurns, type Steps } from '../inTurns.ts';
import type { ExpertKind } from './kind.ts';
import { passagesOf, wordsOf } from './passages.ts';

/** Names the ranking below; a change of it is a new class. Where words and sentences end depends on the version of ICU. */
const RETRIEVAL_CLASS = `tilth-bm25/2/icu-${process.versions.icu}`;

/** The least score that counts as found: this share of what the query says stands in the passage. */
const FOUND_SCORE = 0.3;

const CONTEXT_WEIGHT = 0.4;

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
 * Creates an expert that answers with passages of the given texts. It ranks by BM25; a passage's score is the share
 * of the query's information (inverse document frequency) that it holds, so scores of different experts compare.
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
      const { passages, withheld } = pick(index.find(input.query), input.limit, mayQuote);
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

type Index = { readonly find: (query: string) => readonly Found[] };

function* indexPassages(texts: Texts): Steps<Index> {
  const sorted = [...texts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const passages: Omit<Passage, 'score'>[] = [];
  const documents = new Map<string, number>();
  const context = new Map<string, ReadonlySet<string>>();
  const search = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    tokenize: (text) => [...wordsOf(text)],
    processTerm: toTerm,
  });
  for (const { id: deposit, text } of sorted) {
    for (const stretch of passagesOf(text)) {
      yield;
      if (stretch === null) continue;
      search.add({ id: passages.length, text: stretch.text });
      passages.push({ deposit, ...stretch });
      for (const term of new Set(termsOf(stretch.text))) documents.set(term, (documents.get(term) ?? 0) + 1);
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
    const holding = documents.get(term) ?? 0;
    // The floor keeps words that stand in every passage worth something: with few passages all do.
    return 0.5 + Math.log(1 + (passages.length - holding + 0.5) / (holding + 0.5));
  };
  return {
    find(query: string): readonly Found[] {
      const terms = [...new Set(termsOf(query))].sort();
      const known = terms.filter((term) => documents.has(term));
      if (known.length === 0) return [];
      const told = known.reduce((sum, term) => sum + information(term), 0);
      // How rare a word is that no passage holds cannot be known; it counts like the others of the query on average.
      const whole = (told * terms.length) / known.length;
      const found: Found[] = [];
      for (const hit of search.search(query)) {
        const passage = passages[hit.id];
        if (!passage) continue;
        const around = context.get(passage.deposit);
        const held = terms.reduce(
          (sum, term) => sum + information(term) * weigh(term in hit.match, around?.has(term)),
          0,
        );
        const score = Math.round((held / whole) * 10_000) / 10_000;
        const length = lengths.get(passage.deposit) ?? 0;
        if (score >= FOUND_SCORE) found.push({ passage: { ...passage, score }, length });
      }
      return found.sort((a, b) => b.passage.score - a.passage.score);
    },
  };
}

/** A term in the passage counts whole; one that stands only elsewhere in the same text counts a part. */
function weigh(inPassage: boolean, inText = false): number {
  if (inPassage) return 1;
  return inText ? CONTEXT_WEIGHT : 0;
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
  const plain = word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
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
