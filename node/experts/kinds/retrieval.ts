import MiniSearch from 'minisearch';
import type { Passage } from '../../../protocol/messages/ask.ts';
import { RETRIEVE_UNITS } from '../../../protocol/work/job.ts';
import {
  type ExpertCorpus,
  type ExpertVersion,
  manifestOfDeposits,
  type OpenedText,
  type Quotation,
  WrongInputError,
} from '../expert.ts';
import type { ExpertKind } from './kind.ts';
import { cutPassages } from './passages.ts';

/** Names the ranking below; a change of it is a new class. */
const RETRIEVAL_CLASS = 'tilth-bm25/1';

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
    create: createRetrievalExpert,
    speaksOf: (texts) => texts.map(({ text }) => text),
  },
};

/**
 * Creates an expert that answers with passages of the given texts. It ranks by BM25; a passage's score is the share
 * of the query's information (inverse document frequency) that it holds, so scores of different experts compare.
 */
export function createRetrievalExpert(
  texts: readonly Pick<OpenedText, 'id' | 'text'>[],
  options: { readonly domain: string; readonly corpus: ExpertCorpus },
): ExpertVersion {
  const index = indexPassages(texts);
  return {
    manifest: manifestOfDeposits({ kind: 'retrieval', runtimeClass: RETRIEVAL_CLASS }, options),
    async answer(input, { signal, mayQuote }) {
      if (input.kind !== 'retrieve') throw new WrongInputError('retrieval', input.kind);
      signal.throwIfAborted();
      const passages = index.find(input.query, mayQuote).slice(0, input.limit);
      return { output: { kind: 'retrieve', text: quote(passages), passages }, units: RETRIEVE_UNITS };
    },
  };
}

function indexPassages(texts: readonly Pick<OpenedText, 'id' | 'text'>[]) {
  const sorted = [...texts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const passages = sorted.flatMap(({ id, text }) => cutPassages(text).map((stretch) => ({ deposit: id, ...stretch })));
  const search = new MiniSearch<{ id: number; text: string }>({ fields: ['text'], processTerm: toTerm });
  search.addAll(passages.map(({ text }, id) => ({ id, text })));
  const context = new Map(sorted.map(({ id, text }) => [id, new Set(toTerms(text))]));
  const documents = new Map<string, number>();
  for (const { text } of passages) {
    for (const term of new Set(toTerms(text))) documents.set(term, (documents.get(term) ?? 0) + 1);
  }
  const information = (term: string): number => {
    const holding = documents.get(term) ?? 0;
    // The floor keeps words that stand in every passage worth something: with few passages all do.
    return 0.5 + Math.log(1 + (passages.length - holding + 0.5) / (holding + 0.5));
  };
  return {
    find(query: string, mayQuote: (quotation: Quotation) => boolean): Passage[] {
      const terms = [...new Set(toTerms(query))].sort();
      const known = terms.filter((term) => documents.has(term));
      if (known.length === 0) return [];
      const told = known.reduce((sum, term) => sum + information(term), 0);
      // How rare a word is that no passage holds cannot be known; it counts like the others of the query on average.
      const whole = (told * terms.length) / known.length;
      const found: Passage[] = [];
      for (const hit of search.search(query)) {
        const passage = passages[hit.id];
        if (!passage || !mayQuote({ ...passage, length: passage.text.length })) continue;
        const around = context.get(passage.deposit);
        const held = terms.reduce(
          (sum, term) => sum + information(term) * weigh(term in hit.match, around?.has(term)),
          0,
        );
        const score = Math.round((held / whole) * 10_000) / 10_000;
        if (score >= FOUND_SCORE) found.push({ ...passage, score });
      }
      return found.sort((a, b) => b.score - a.score);
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

function toTerms(text: string): readonly string[] {
  return text
    .split(/[\n\r\p{Z}\p{P}]+/u)
    .map(toTerm)
    .filter((term) => term !== null);
}

function quote(passages: readonly Passage[]): string {
  return passages.map(({ text, deposit }) => `"${text}" [${deposit}]`).join('\n\n');
}
