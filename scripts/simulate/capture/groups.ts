import { headsNeeded, heaviestVote } from '../../deploy/genesis/chambers.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';
import { createRandom, drawFactor, type Random } from '../random.ts';

const DAY = 86_400;
const OLD = 12;
const NEW = 3;
const SEEDS = 24;
const MEAN_OF = 28;
const DAYS = [30, 90, 180, 365] as const;

/** Groups founded on one day by one hand, each of whose invented units is believed. */
export function captureGroups(genesis: Genesis): Report {
  const rows = [3, 9, 30].map((hostile) => ({ hostile, found: liveYears(genesis, hostile) }));
  const heads = rows.map(({ hostile, found }) => [hostile, ...DAYS.map((day) => (found[day]?.heads ?? 0).toFixed(3))]);
  const weight = rows.map(({ found }) => Math.max(...DAYS.map((day) => found[day]?.weight ?? 0)));
  const early = Math.max(...rows.map(({ found }) => found[90]?.weight ?? 1));
  const year = Math.max(...rows.map(({ found }) => found[365]?.heads ?? 1));
  const [third, half] = [1 / 3, 1 / 2].map((part) => quartersUntil(OLD, part));
  return {
    title: `Sybil groups beside ${OLD} grown ones and ${NEW} honest newcomers: hostile part of all heads, every invented unit believed`,
    head: ['hostile', ...DAYS.map((it) => `day ${it}`)],
    rows: heads,
    bounds: [
      {
        name: 'new groups have next to no weight for a quarter',
        holds: `${(100 * early).toFixed(1)} % of the weight on day 90, whatever their number and their inventions`,
        ok: early <= 0.05,
        beyond: 'an admission by both chambers',
      },
      {
        name: 'within a year they neither pass nor block alone',
        holds: `${(100 * year).toFixed(1)} % of the heads and ${(100 * Math.max(...weight)).toFixed(1)} % of the weight at most; ${headsNeeded(genesis.rules.ordinary, OLD + 4)} of ${OLD + 4} heads pass an ordinary decision`,
        ok: year < 1 / 3 && Math.max(...weight) < 1 / 3,
        beyond: `all places of the lot: a third after ${third} quarters, half after ${half}, with attested persons and real work`,
      },
    ],
  };
}

type Group = {
  readonly hostile: boolean;
  readonly rate: number;
  age: number;
  inside: boolean;
  readonly units: number[];
};
type Shares = { readonly heads: number; readonly weight: number };

function liveYears(genesis: Genesis, hostile: number): Readonly<Record<number, Shares>> {
  const runs = Array.from({ length: SEEDS }, (_, seed) => liveYear(genesis, hostile, seed + 1));
  const mean = (read: (run: Readonly<Record<number, Shares>>) => number) =>
    runs.reduce((sum, run) => sum + read(run), 0) / runs.length;
  return Object.fromEntries(
    DAYS.map((day) => [day, { heads: mean((it) => it[day]?.heads ?? 0), weight: mean((it) => it[day]?.weight ?? 0) }]),
  );
}

/** Units are parts of a median day of work. Ceilings, age, weight and entry are those of the ledger. */
function liveYear({ work, ...rest }: Genesis, hostile: number, seed: number): Readonly<Record<number, Shares>> {
  const random = createRandom(seed);
  const genesis = { work, ...rest };
  const window = Math.round(work.window / DAY);
  const groups = found(random, hostile, window);
  const result: Record<number, Shares> = {};
  for (let day = 1; day <= 365; ++day) {
    const net = mean(groups.filter((it) => it.inside).map((it) => mean(it.units.slice(-MEAN_OF))));
    for (const it of groups) {
      ++it.age;
      const own = mean(it.units.slice(-MEAN_OF));
      const ceiling = Math.min(Math.max(net / 4, 2 * own), 2 * net);
      const wanted = it.hostile ? Number.POSITIVE_INFINITY : it.rate * drawFactor(random, 0.3);
      it.units.push(Math.min(wanted, it.age > window ? Math.max(ceiling, 2 * own) : ceiling));
    }
    if (day % Math.round(work.entryPeriod / DAY) === 0) enter(random, genesis, groups, window);
    if ((DAYS as readonly number[]).includes(day)) result[day] = measure(genesis, groups, window);
  }
  return result;
}

function found(random: Random, hostile: number, window: number): Group[] {
  const old = Array.from({ length: OLD }, (): Group => {
    const rate = drawFactor(random, 0.8);
    return { hostile: false, rate, age: 400, inside: true, units: Array<number>(window).fill(rate) };
  });
  const young = (rate: number, bad: boolean): Group => ({ hostile: bad, rate, age: 0, inside: false, units: [] });
  return [
    ...old,
    ...Array.from({ length: NEW }, (_, i) => young(2 ** (i - 1), false)),
    ...Array.from({ length: hostile }, () => young(0, true)),
  ];
}

/** One in ten of the chamber enters by lot, of those that are old enough and worked enough. */
function enter(random: Random, { work }: Genesis, groups: readonly Group[], window: number): void {
  const least = leastUnits(groups, window);
  const waiting = groups.filter(
    (it) => !it.inside && it.age >= work.stepAge / DAY && sum(it.units.slice(-window)) >= least,
  );
  let places = Math.max(1, Math.floor(groups.filter((it) => it.inside).length / 10));
  for (; places > 0 && waiting.length > 0; --places) {
    const [group] = waiting.splice(Math.floor(random() * waiting.length), 1);
    if (group) group.inside = true;
  }
}

function measure(genesis: Genesis, groups: readonly Group[], window: number): Shares {
  const inside = groups.filter((it) => it.inside);
  const heaviest = heaviestVote(genesis, inside.length);
  const least = leastUnits(groups, window);
  const weights = inside.map((it) => {
    const steps = Math.floor(it.age / Math.max(1, genesis.work.stepAge / DAY));
    return Math.max(0, Math.min(heaviest, Math.floor(Math.sqrt(sum(it.units.slice(-window)) / least)), steps));
  });
  const bad = weights.filter((_, i) => inside[i]?.hostile);
  return {
    heads: bad.filter((it) => it > 0).length / Math.max(1, weights.filter((it) => it > 0).length),
    weight: sum(bad) / Math.max(1, sum(weights)),
  };
}

/** A tenth of what a grown group does in the window: as the least units stand beside an ordinary group. */
function leastUnits(groups: readonly Group[], window: number): number {
  const grown = groups.slice(0, OLD).map((it) => it.rate * window);
  return 0.1 * ([...grown].sort((a, b) => a - b)[OLD >> 1] ?? 1);
}

/** Quarters until hostile entrants, who win every lot, are more than a part of a chamber. */
function quartersUntil(groups: number, part: number): number {
  let [hostile, quarters] = [0, 0];
  for (; hostile / (groups + hostile) <= part; ++quarters) hostile += Math.max(1, Math.floor((groups + hostile) / 10));
  return quarters;
}

const sum = (values: readonly number[]): number => values.reduce((total, it) => total + it, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
