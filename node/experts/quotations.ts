import type { Address, Hex } from 'viem';
import { dayAt } from '../../protocol/work/epoch.ts';
import type { Quotation } from './expert.ts';

/** Who asks, as the order says: the gate that signed it, and its tag of whoever asked there. */
export type Asking = { readonly gate: Address; readonly asker: Hex };

type Quoted = Pick<Quotation, 'deposit' | 'start'> & Asking & { readonly size: number };

export type QuotationComponents = {
  /** Tells whether everyone may read a deposit whole now: it, and all that it is derived from. */
  readonly isOpen: (deposit: string) => boolean;
  /** Where the quotations of a day are kept. */
  readonly book: {
    readonly turnTo: (day: number) => readonly Quoted[];
    readonly add: (day: number, quoted: Quoted) => void;
  };
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** What was quoted of a text today. */
type Spent = { readonly starts: Set<number>; characters: number };

/** A passage that is more of its text than this is no short quotation. */
const LARGEST_SHARE = 0.5;
/** What may be quoted of a text in a day: to one who asks, through one gate, and at all. A first passage always fits. */
const SHARES = { asker: 0.1, gate: 1 / 4, all: 1 / 3 } as const;
/** Askers of one text that are told apart at one gate in a day; more of them are quoted nothing. */
const MOST_ASKERS = 1_000;

/**
 * Creates the budget of quotations, one for all experts of a node: texts that may only be searched are quoted shortly, to
 * each who asks, through each gate and in all, so that nobody puts a text together again from its passages. A gate that
 * invents askers gets no more than its own share. The same passage again costs nothing.
 */
export function createQuotations({ isOpen, book, now }: QuotationComponents) {
  let spent = new Map<string, Spent>();
  let askers = new Map<string, number>();
  let today = Number.NaN;

  const of = (scope: string): Spent => spent.get(scope) ?? { starts: new Set(), characters: 0 };
  const scopesOf = ({ deposit, gate, asker }: Omit<Quoted, 'start' | 'size'>) => ({
    all: deposit,
    gate: `${deposit} ${gate}`,
    asker: `${deposit} ${gate} ${asker}`,
  });
  const spend = (quoted: Quoted): void => {
    const { start, size } = quoted;
    const scopes = scopesOf(quoted);
    if (!spent.has(scopes.asker)) askers.set(scopes.gate, (askers.get(scopes.gate) ?? 0) + 1);
    for (const scope of Object.values(scopes)) {
      const found = of(scope);
      if (!found.starts.has(start)) found.characters += size;
      found.starts.add(start);
      spent.set(scope, found);
    }
  };
  const turnTo = (day: number): void => {
    if (day === today) return;
    [spent, askers, today] = [new Map(), new Map(), day];
    for (const quoted of book.turnTo(day)) spend(quoted);
  };

  return ({ deposit, start, end, length }: Quotation, { gate, asker }: Asking): boolean => {
    if (isOpen(deposit)) return true;
    turnTo(dayAt(now()));
    const size = end - start;
    if (size > length * LARGEST_SHARE) return false;
    const quoted = { deposit, gate, asker, start, size };
    const scopes = scopesOf(quoted);
    if (of(scopes.asker).starts.has(start)) return true;
    const isCrowded = !spent.has(scopes.asker) && (askers.get(scopes.gate) ?? 0) >= MOST_ASKERS;
    const fits = (scope: string, share: number): boolean => {
      const { starts, characters } = of(scope);
      return starts.has(start) || characters === 0 || characters + size <= length * share;
    };
    if (isCrowded || (['asker', 'gate', 'all'] as const).some((whose) => !fits(scopes[whose], SHARES[whose])))
      return false;
    spend(quoted);
    book.add(today, quoted);
    return true;
  };
}
