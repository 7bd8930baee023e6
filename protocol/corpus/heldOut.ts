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
  /** Pairs of deposits whose texts resemble each other: the later one, and what it resembles. */
  readonly similar: readonly { readonly id: string; readonly of: string }[];
};

/** What a run is evaluated on, and what it can neither be evaluated on nor trained on. */
export type HeldOut = { readonly held: ReadonlySet<string>; readonly leftOut: ReadonlySet<string> };

type Group = { readonly id: string; readonly members: ReadonlyMap<string, number>; readonly ids: readonly string[] };

/**
 * The deposits that a run is evaluated on and never trained on: about one in `oneIn` of every register, drawn by the run's
 * seed, so that nobody chooses a text that is always or never among them. What belongs together is never on both sides:
 * what one contributor wrote in one register is one group, and so is what resembles or descends from their own. A text
 * that resembles or descends from somebody else's is never evaluated, and is left out altogether while that one is: so
 * nobody ties the texts of others together, or keeps them from being held out, by depositing beside them. A register
 * whose groups are all too large for its part gives its smallest, as long as it leaves half; else it is not evaluated.
 */
export function chooseHeldOut(deposits: readonly Candidate[], options: HeldOutOptions): HeldOut {
  const { originals, own } = traceOrigins(deposits, options);
  const sizes = countBy(deposits.map(({ register }) => register));
  const free = deposits.filter(({ id }) => !originals.has(id));
  const groups = rankByHmac(groupDeposits(free, own), { seed: options.seed, register: 'held-out', epoch: 0 });
  const counts = new Map<string, number>();
  const chosen: string[] = [];
  const fits = ({ members }: Group, most: (size: number) => number) =>
    [...members].every(([register, n]) => (counts.get(register) ?? 0) + n <= most(sizes.get(register) ?? 0));
  const take = ({ members, ids }: Group) => {
    for (const [register, n] of members) counts.set(register, (counts.get(register) ?? 0) + n);
    chosen.push(...ids);
  };
  const part = (size: number) => (size < 2 ? 0 : Math.max(1, Math.floor(size / options.oneIn)));
  for (const group of groups) if (fits(group, part)) take(group);
  for (const register of [...sizes.keys()].sort(compareText)) {
    if (counts.has(register)) continue;
    const open = groups.filter((group) => group.members.has(register) && fits(group, (size) => Math.floor(size / 2)));
    const [first, ...others] = open;
    if (first) take(others.reduce((least, group) => (group.ids.length < least.ids.length ? group : least), first));
  }
  const held = new Set(chosen);
  return { held, leftOut: findLeftOut(deposits, { held, originals }) };
}

const writerOf = ({ register, identity, contributor }: Candidate) =>
  `${register} ${identity || contributor.toLowerCase()}`;

/** Which deposits come from texts of others, and which pairs are of one writer. */
function traceOrigins(deposits: readonly Candidate[], { cores, similar }: HeldOutOptions) {
  const known = new Map(deposits.map((it) => [it.id, it]));
  const originals = new Map<string, string[]>();
  const own: [string, string][] = [];
  const descents = [...cores].flatMap(([id, { lineage }]) => lineage.map(({ deposit }) => ({ id, of: deposit })));
  for (const { id, of } of [...similar, ...descents]) {
    const [later, earlier] = [known.get(id), known.get(of)];
    if (!later || !earlier) continue;
    if ((later.identity || later.contributor) === (earlier.identity || earlier.contributor)) own.push([id, of]);
    else originals.set(id, [...(originals.get(id) ?? []), of]);
  }
  return { originals, own };
}

function groupDeposits(deposits: readonly Candidate[], own: readonly (readonly [string, string])[]): readonly Group[] {
  const { join, nameOf } = createGroups();
  const free = new Set(deposits.map(({ id }) => id));
  for (const [id, of] of own) if (free.has(id) && free.has(of)) join(id, of);
  for (const [first, ...others] of Map.groupBy(deposits, writerOf).values())
    for (const { id } of others) join((first as Candidate).id, id);
  return [...Map.groupBy(deposits, ({ id }) => nameOf(id)).values()].map((members) => {
    const ids = members.map(({ id }) => id).sort(compareText);
    return { id: ids[0] as string, ids, members: countBy(members.map(({ register }) => register)) };
  });
}

type Choice = { readonly held: ReadonlySet<string>; readonly originals: ReadonlyMap<string, readonly string[]> };

/** What comes, over any number of steps, from a held-out text of somebody else, or was written beside held-out texts. */
function findLeftOut(deposits: readonly Candidate[], { held, originals }: Choice): ReadonlySet<string> {
  const writers = new Set(deposits.filter(({ id }) => held.has(id)).map(writerOf));
  const left = new Set(deposits.filter((it) => originals.has(it.id) && writers.has(writerOf(it))).map(({ id }) => id));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [id, from] of originals) if (from.some((of) => held.has(of) || left.has(of))) left.add(id);
  }
  return left;
}

function countBy(names: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
