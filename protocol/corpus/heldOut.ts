import { sha256, stringToHex } from 'viem';
import { compareText } from '../compareText.ts';

type Held = { readonly id: string; readonly register: string };

/**
 * The deposits that are never trained on: those whose hash falls in one of `oneIn` equal parts, and the one with the
 * smallest hash in a register of two or more that would have none. A deposit alone in its register is trained on.
 */
export function chooseHeldOut(deposits: readonly Held[], { oneIn }: { readonly oneIn: number }): ReadonlySet<string> {
  const registers = Map.groupBy(deposits, (deposit) => deposit.register);
  const chosen: string[] = [];
  for (const members of registers.values()) {
    if (members.length < 2) continue;
    const ranked = members
      .map(({ id }) => ({ id, rank: sha256(stringToHex(`tilth/held-out/1|${id}`)).slice(2) }))
      .sort((a, b) => compareText(a.rank, b.rank));
    const drawn = ranked.filter(({ rank }) => Number.parseInt(rank.slice(0, 8), 16) % oneIn === 0);
    const fallback = drawn.length === 0 ? ranked.slice(0, 1) : drawn;
    chosen.push(...fallback.slice(0, members.length - 1).map(({ id }) => id));
  }
  return new Set(chosen);
}
