import { createHmac } from 'node:crypto';

export type Deposit = {
  readonly id: string;
  readonly register: string;
  readonly contributor: string;
  readonly identity: number;
  readonly bytes: number;
};
export type Plan = {
  readonly budget: number;
  readonly epochCap: number;
  readonly capBp: number;
  readonly heldOutOneIn: number;
};
export type Row = { readonly id: string; readonly start: number; readonly length: number; readonly epoch: number };

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Whole parts of a total by weights, none above its limit; what is over goes by largest remainders, ties to the first. */
export function share(total: number, weights: readonly number[], limits?: readonly number[]): number[] {
  const fixed = new Map<number, number>();
  for (;;) {
    const open = weights.flatMap((weight, i) => (weight > 0 && !fixed.has(i) ? [i] : []));
    const left = total - sum([...fixed.values()]);
    const weight = sum(open.map((i) => weights[i] ?? 0));
    const exact = (i: number) => (left * (weights[i] ?? 0)) / weight;
    const over = open.filter((i) => limits && exact(i) > (limits[i] ?? 0));
    for (const i of over) fixed.set(i, limits?.[i] ?? 0);
    if (over.length > 0) continue;
    const parts = weights.map((_, i) => fixed.get(i) ?? (open.includes(i) ? Math.floor(exact(i)) : 0));
    const missing = open.length === 0 ? 0 : total - sum(parts);
    const rest = (i: number) => (left * (weights[i] ?? 0)) % weight;
    for (const i of [...open].sort((a, b) => rest(b) - rest(a) || a - b).slice(0, missing))
      parts[i] = (parts[i] ?? 0) + 1;
    return parts;
  }
}

type Choice = { readonly held: ReadonlySet<string>; readonly leftOut: ReadonlySet<string> };

const personOf = ({ identity, contributor }: Deposit) => identity || contributor;

/**
 * What is evaluated and never trained on: whole groups, in the order of the seed, while every register has room. What comes
 * from another person's text is never among them, and is left out where that text, or one of its own writer, is.
 */
export function heldOut(
  deposits: readonly Deposit[],
  {
    oneIn,
    seed,
    links,
  }: { readonly oneIn: number; readonly seed: string; readonly links: readonly [string, string][] },
): Choice {
  const byId = new Map(deposits.map((it) => [it.id, it]));
  const known = (links: readonly [string, string][]) => links.filter((pair) => pair.every((id) => byId.has(id)));
  const isOwn = (pair: readonly [string, string]) => new Set(pair.map((id) => personOf(byId.get(id)!))).size === 1;
  const foreign = known(links).filter((pair) => !isOwn(pair));
  const copies = new Set(foreign.map(([id]) => id));
  const free = deposits.filter(({ id }) => !copies.has(id));
  const isSameWriter = (a: Deposit, b: Deposit) => a.register === b.register && personOf(a) === personOf(b);
  const sameWriter = free.flatMap((a) =>
    free.filter((b) => isSameWriter(a, b)).map((b): [string, string] => [a.id, b.id]),
  );
  const held = choose({ deposits, free, pairs: [...known(links).filter(isOwn), ...sameWriter] }, { oneIn, seed });
  const isBeside = (id: string) => deposits.some((it) => held.has(it.id) && isSameWriter(it, byId.get(id)!));
  const leftOut = new Set([...copies].filter(isBeside));
  for (const _ of deposits) for (const [id, of] of foreign) if (held.has(of) || leftOut.has(of)) leftOut.add(id);
  return { held, leftOut };
}

type Grouping = {
  readonly deposits: readonly Deposit[];
  readonly free: readonly Deposit[];
  readonly pairs: readonly [string, string][];
};

function choose({ deposits, free, pairs }: Grouping, { oneIn, seed }: { oneIn: number; seed: string }): Set<string> {
  let groups = free.map(({ id }) => new Set([id]));
  for (const [a, b] of pairs) {
    const joined = groups.filter((group) => group.has(a) || group.has(b));
    if (joined.length < 2) continue;
    groups = [...groups.filter((group) => !joined.includes(group)), new Set(joined.flatMap((group) => [...group]))];
  }
  const registerOf = new Map(deposits.map(({ id, register }) => [id, register]));
  const known = groups.map((group) => [...group].sort(byText));
  const rank = (group: readonly string[]) =>
    createHmac('sha256', seed.slice(2)).update(`held-out|${group[0]}|0`).digest('hex');
  known.sort((a, b) => byText(rank(a), rank(b)));
  const sizeOf = (ids: readonly string[], register: string) =>
    ids.filter((id) => registerOf.get(id) === register).length;
  const all = deposits.map(({ id }) => id);
  const chosen: string[] = [];
  const fits = (group: readonly string[], most: (size: number) => number) =>
    group.every((id) => {
      const register = registerOf.get(id) ?? '';
      return sizeOf([...chosen, ...group], register) <= most(sizeOf(all, register));
    });
  for (const group of known) {
    if (fits(group, (size) => (size < 2 ? 0 : Math.max(1, Math.floor(size / oneIn))))) chosen.push(...group);
  }
  for (const register of [...new Set(deposits.map((it) => it.register))].sort(byText)) {
    if (sizeOf(chosen, register) > 0) continue;
    const able = known.filter((group) => sizeOf(group, register) > 0 && fits(group, (size) => Math.floor(size / 2)));
    const least = Math.min(...able.map((group) => group.length));
    chosen.push(...(able.find((group) => group.length === least) ?? []));
  }
  return new Set(chosen);
}

/** The rows of a run, register by register and then merged. */
export function sample(
  deposits: readonly Deposit[],
  shares: Readonly<Record<string, number>>,
  plan: Plan,
  seed: string,
): Row[] {
  const registers = Object.keys(shares).sort(byText);
  const weights = registers.map((register) => shares[register] ?? 0);
  const cap = Math.floor((plan.budget * plan.capBp) / 10_000);
  const limits = new Map<string, number>();
  for (const identity of new Set(deposits.map((it) => it.identity))) {
    const most = registers.map((register) => {
      const own = deposits.filter((it) => it.identity === identity && it.register === register);
      return sum(own.map(({ bytes }) => bytes)) * plan.epochCap;
    });
    const parts = sum(most) <= cap ? most : share(cap, weights, most);
    registers.forEach((register, i) => {
      limits.set(`${register} ${identity}`, parts[i] ?? 0);
    });
  }
  const supply = registers.map((register) =>
    sum([...limits].filter(([key]) => key.startsWith(`${register} `)).map(([, bytes]) => bytes)),
  );
  const quotas = share(plan.budget, weights, supply);
  const lists = registers.map((register, i) => {
    const own = deposits.filter((it) => it.register === register);
    return fill(own, { register, quota: quotas[i] ?? 0, limits, epochs: plan.epochCap, seed });
  });
  return merge(lists.filter((list) => list.length > 0));
}

type Fill = {
  readonly register: string;
  readonly quota: number;
  readonly limits: Map<string, number>;
  readonly epochs: number;
  readonly seed: string;
};

function fill(deposits: readonly Deposit[], { register, quota, limits, epochs, seed }: Fill): Row[] {
  const rows: Row[] = [];
  let open = quota;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rank = ({ id }: Deposit) =>
      createHmac('sha256', seed.slice(2)).update(`${register}|${id}|${epoch}`).digest('hex');
    for (const deposit of [...deposits].sort((a, b) => byText(rank(a), rank(b)))) {
      const key = `${register} ${deposit.identity}`;
      const length = Math.min(deposit.bytes, limits.get(key) ?? 0, open);
      if (length === 0) continue;
      rows.push({ id: deposit.id, start: 0, length, epoch });
      limits.set(key, (limits.get(key) ?? 0) - length);
      open -= length;
    }
  }
  return rows;
}

/** Next comes the list that has given the smallest part of itself. */
function merge(lists: readonly Row[][]): Row[] {
  const state = lists.map((rows) => ({
    rest: [...rows],
    given: 0n,
    total: BigInt(sum(rows.map(({ length }) => length))),
  }));
  const out: Row[] = [];
  for (;;) {
    let next: (typeof state)[number] | undefined;
    for (const one of state) {
      if (one.rest.length > 0 && (!next || one.given * next.total < next.given * one.total)) next = one;
    }
    const row = next?.rest.shift();
    if (!next || !row) return out;
    next.given += BigInt(row.length);
    out.push(row);
  }
}
