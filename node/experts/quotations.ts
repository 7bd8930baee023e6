import type { Hex } from 'viem';
import type { Tier } from '../../protocol/manifest/tier.ts';
import type { Quotation } from './expert.ts';

export type QuotationComponents = {
  /** The tier of a deposit that is in force now; null when it is not known here. */
  readonly tierOf: (deposit: string) => Tier | null;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** What was quoted of a text today. */
type Spent = { readonly starts: Set<number>; characters: number };
type Book = { readonly all: Spent; readonly byAsker: Map<Hex, Spent> };

/** A passage that is more of its text than this is no short quotation. */
const LARGEST_SHARE = 0.5;
/** What may be quoted of a text in a day, to one who asks and to all together: a first passage, and more up to these parts. */
const SHARE_OF_ONE = 0.1;
const SHARE_OF_ALL = 1 / 3;
/** Askers of one text that are told apart in a day; more of them are quoted nothing. */
const MOST_ASKERS = 1_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Creates the budget of quotations: texts that may only be searched are quoted shortly, to each who asks and to all of them
 * together, so that nobody puts a text together again from its passages. The same passage again costs nothing.
 */
export function createQuotations({ tierOf, now }: QuotationComponents) {
  let books = new Map<string, Book>();
  let today = 0;

  return ({ deposit, start, end, length }: Quotation, asker: Hex): boolean => {
    if (tierOf(deposit) !== 'retrieval-only') return true;
    const day = Math.floor(now() / DAY_MS);
    if (day !== today) [books, today] = [new Map(), day];
    const size = end - start;
    if (size > length * LARGEST_SHARE) return false;
    const book = books.get(deposit) ?? { all: nothing(), byAsker: new Map<Hex, Spent>() };
    const own = book.byAsker.get(asker) ?? nothing();
    const isCrowded = book.byAsker.size >= MOST_ASKERS && !book.byAsker.has(asker);
    const fits = (spent: Spent, share: number) =>
      spent.starts.has(start) || spent.characters === 0 || spent.characters + size <= length * share;
    if (isCrowded || !fits(own, SHARE_OF_ONE) || !fits(book.all, SHARE_OF_ALL)) return false;
    for (const spent of [own, book.all]) {
      if (!spent.starts.has(start)) spent.characters += size;
      spent.starts.add(start);
    }
    books.set(deposit, book);
    book.byAsker.set(asker, own);
    return true;
  };
}

function nothing(): Spent {
  return { starts: new Set(), characters: 0 };
}
