import { createRandom, drawFactor } from '../random.ts';
import { allotmentOf, netOf, type Operator, roomOf, serve, type Terms, turn } from './capacity.ts';

/** How a year goes. */
export type Year = {
  /** Pledges of all operators beside all floors, and their proven headroom beside the pledges, at the beginning. */
  readonly pledges: number;
  readonly headroom: number;
  /** Mean use of the floor on an ordinary day. */
  readonly use: number;
  /** Part of the capacity that is given up each week and not replaced. */
  readonly attrition: number;
  /** Part of all capacity that fails for three days while demand is three times as high for two weeks. */
  readonly loss: number;
  /** Parts of the capacity by group, the one that fails first. */
  readonly groups: readonly number[];
};

/** What became of it: the smallest part of a day's need that was served, the days with less than all, and the first. */
export type Outcome = { readonly worst: number; readonly days: number; readonly first: number | null };

const SURGE = 3;
const SURGE_DAYS = 14;
const LOSS_DAYS = 3;

/** Lives through a year of a commons by the rules of the contracts. Nobody asks more than the floor of the day. */
export function liveYear(year: Year, terms: Terms, seed: number): Outcome {
  const random = createRandom(seed);
  const all = terms.floor * terms.members;
  const operators = year.groups.map((part, group): Operator => {
    const pledged = year.pledges * all * part;
    return { group, pledged, headroom: year.headroom * pledged, saved: 0, served: 0, drawn: 0 };
  });
  const uses = Array.from({ length: terms.members }, () => year.use * drawFactor(random, 0.5));
  const surgeFrom = 100 + Math.floor(random() * 150);
  const lossFrom = surgeFrom + Math.floor(random() * (SURGE_DAYS - LOSS_DAYS));
  let [worst, days, first]: [number, number, number | null] = [1, 0, null];
  for (let day = 0; day < 365; ++day) {
    const surge = day >= surgeFrom && day < surgeFrom + SURGE_DAYS ? SURGE : 1;
    const noise = drawFactor(random, 0.2);
    const right = allotmentOf(operators, terms);
    const need = uses.reduce((sum, use) => {
      return sum + Math.min(1, use * surge * noise * drawFactor(random, 0.3)) * terms.floor;
    }, 0);
    const asked = Math.min(need, right * terms.members);
    const failing = day >= lossFrom && day < lossFrom + LOSS_DAYS ? year.loss : 0;
    const served = shareOut(asked, alive(operators, year.groups, failing), terms);
    const part = need > 0 ? served / need : 1;
    if (part < 0.9999) {
      ++days;
      first ??= day;
    }
    worst = Math.min(worst, part);
    turn(operators, terms);
    if (day % 7 === 6) {
      for (const it of operators) {
        it.pledged *= 1 - year.attrition;
        it.headroom *= 1 - year.attrition;
      }
    }
  }
  return { worst, days, first };
}

/** The operators that answer, when a part of all capacity, the largest groups first, does not. */
function alive(operators: readonly Operator[], parts: readonly number[], loss: number): readonly Operator[] {
  let left = loss;
  return operators.filter((_, i) => {
    const part = parts[i] ?? 0;
    if (left < part - 1e-9) return true;
    left -= part;
    return false;
  });
}

/** Asks all operators in proportion to their pledges less the reserve, and beyond these in proportion to what is left. */
function shareOut(asked: number, operators: readonly Operator[], terms: Terms): number {
  const parts = operators.map((it) => {
    const room = roomOf(it);
    return { it, room, net: Math.min(room, netOf(it, terms)) };
  });
  const room = parts.reduce((sum, part) => sum + part.room, 0);
  const net = parts.reduce((sum, part) => sum + part.net, 0);
  const served = Math.min(asked, room);
  const [first, rest] = [Math.min(served, net), Math.max(0, served - net)];
  for (const part of parts) {
    const own = net > 0 ? (part.net * first) / net : 0;
    const beyond = room > net ? ((part.room - part.net) * rest) / (room - net) : 0;
    serve(part.it, own + beyond, terms);
  }
  return served;
}
