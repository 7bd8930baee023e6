import type { Hex } from 'viem';

/** Who keeps a deposit back: the board by its acts, the court by a freeze. Neither undoes what the other did. */
export type BarSource = 'board' | 'court';

/** One act about a deposit. `until` is the Unix time from which it bars nothing any more: 0 where it freed the deposit. */
export type BarAct = { readonly deposit: Hex; readonly source: BarSource; readonly until: number };

/** The end of a take-down: no time that a block will ever have. */
export const FOR_GOOD = Number.MAX_SAFE_INTEGER;

/** Keys of the deposits that board or court keep back at a time, from all acts up to it, oldest first. */
export function barredAt(acts: readonly BarAct[], time: number): ReadonlySet<Hex> {
  const newest = new Map(acts.map((act) => [`${act.source} ${act.deposit}`, act]));
  return new Set([...newest.values()].filter(({ until }) => until > time).map(({ deposit }) => deposit));
}
