import type { Hex } from 'viem';
import type { Core } from '../blocks/core.ts';
import { compareText } from '../compareText.ts';
import { createGroups } from './groups.ts';
import { rankByHmac } from './sampler.ts';

/** A deposit that is trained on or held out. */
type Candidate = {
  readonly id: string;
  readonly register: string;
  readonly contributor: string;
  readonly identity: number;
};

/** What decides who is held out, beside the deposits themselves. */
export type HeldOutOptions = {
  readonly oneIn: number;
  readonly seed: Hex;
  /** Manifests of all deposits, for their lineage. */
  readonly cores: ReadonlyMap<string, Pick<Core, 'lineage'>>;
  /** Pairs of deposits whose texts resemble each other. */
  readonly similar: readonly { readonly id: string; readonly of: string }[];
};

type Group = { readonly id: string; readonly members: ReadonlyMap<string, number>; readonly ids: readonly string[] };

/**
 * The deposits that a run is evaluated on and never trained on: about one in `oneIn` of every register, drawn by the run's
 * seed, so that nobody chooses a text that is always or never among them. What belongs together is never on both sides:
 * texts that resemble each other, that descend from one another, or that one contributor wrote in one register. A register
 * whose groups are all too large for its part gives its smallest, as long as it leaves half; else it is not evaluated.
 */
export function chooseHeldOut(deposits: readonly Candidate[], options: HeldOutOptions): ReadonlySet<string> {
  const sizes = countBy(deposits.map(({ register }) => register));
  const groups = rankByHmac(groupDeposits(deposits, options), { seed: options.seed, register: 'held-out', epoch: 0 });
  const held = new Map<string, number>();
  const chosen: string[] = [];
  const fits = ({ members }: Group, most: (size: number) => number) =>
    [...members].every(([register, n]) => (held.get(register) ?? 0) + n <= most(sizes.get(register) ?? 0));
  const take = ({ members, ids }: Group) => {
    for (const [register, n] of members) held.set(register, (held.get(register) ?? 0) + n);
    chosen.push(...ids);
  };
  const part = (size: number) => (size < 2 ? 0 : Math.max(1, Math.floor(size / options.oneIn)));
  for (const group of groups) if (fits(group, part)) take(group);
  for (const register of [...sizes.keys()].sort(compareText)) {
    if (held.has(register)) continue;
    const own = groups.filter((group) => group.members.has(register) && fits(group, (size) => Math.floor(size / 2)));
    const [first, ...others] = own;
    if (first) take(others.reduce((least, group) => (group.ids.length < least.ids.length ? group : least), first));
  }
  return new Set(chosen);
}

function groupDeposits(deposits: readonly Candidate[], { cores, similar }: HeldOutOptions): readonly Group[] {
  const { join, nameOf } = createGroups();
  for (const { id, of } of similar) join(id, of);
  for (const [id, { lineage }] of cores) for (const { deposit } of lineage) join(id, deposit);
  const writers = Map.groupBy(deposits, (it) => `${it.register} ${it.identity || it.contributor.toLowerCase()}`);
  for (const [first, ...others] of writers.values()) for (const { id } of others) join((first as Candidate).id, id);
  return [...Map.groupBy(deposits, ({ id }) => nameOf(id)).values()].map((members) => {
    const ids = members.map(({ id }) => id).sort(compareText);
    return { id: ids[0] as string, ids, members: countBy(members.map(({ register }) => register)) };
  });
}

function countBy(names: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
