import { createHash, createHmac } from 'node:crypto';

export type Deposit = {
  readonly id: string;
  readonly register: string;
  readonly contributor: string;
  readonly identity: number;
  readonly words: number;
};
export type Plan = {
  readonly wordBudget: number;
  readonly epochCap: number;
  readonly contributorCapBp: number;
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

/** Identifiers that are never trained on. */
export function heldOut(deposits: readonly Deposit[], oneIn: number): Set<string> {
  const hash = (id: string) => createHash('sha256').update(`tilth/held-out/1|${id}`).digest('hex');
  const chosen = new Set<string>();
  for (const register of new Set(deposits.map((it) => it.register))) {
    const ids = deposits.filter((it) => it.register === register).map(({ id }) => id);
    ids.sort((a, b) => byText(hash(a), hash(b)));
    if (ids.length < 2) continue;
    const drawn = ids.filter((id) => Number.parseInt(hash(id).slice(0, 8), 16) % oneIn === 0);
    for (const id of (drawn.length > 0 ? drawn : ids.slice(0, 1)).slice(0, ids.length - 1)) chosen.add(id);
  }
  return chosen;
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
  const cap = Math.floor((plan.wordBudget * plan.contributorCapBp) / 10_000);
  const limits = new Map<string, number>();
  for (const contributor of new Set(deposits.map((it) => it.contributor))) {
    const most = registers.map((register) => {
      const own = deposits.filter((it) => it.contributor === contributor && it.register === register);
      return sum(own.map(({ words }) => words)) * plan.epochCap;
    });
    const parts = sum(most) <= cap ? most : share(cap, weights, most);
    registers.forEach((register, i) => {
      limits.set(`${register} ${contributor}`, parts[i] ?? 0);
    });
  }
  const supply = registers.map((register) =>
    sum([...limits].filter(([key]) => key.startsWith(`${register} `)).map(([, words]) => words)),
  );
  const quotas = share(plan.wordBudget, weights, supply);
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
      const key = `${register} ${deposit.contributor}`;
      const length = Math.min(deposit.words, limits.get(key) ?? 0, open);
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
