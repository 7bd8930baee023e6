/** An operator by the rules of `contracts/commons`: what a pledge counts, what a day of idling saves, in which order it serves. */
export type Operator = {
  readonly group: number;
  /** Counted pledge and proven capacity beyond it, units a day. */
  pledged: number;
  headroom: number;
  saved: number;
  served: number;
  drawn: number;
};

export type Terms = {
  readonly floor: number;
  readonly members: number;
  /** Basis points. */
  readonly reserve: number;
  readonly range: number;
  readonly untested: number;
};

const WHOLE = 10_000;
const LARGEST_GROUP = 3_333;
const ABOVE_EQUAL = 1_000;
const LEAST_MEMBERS = 25;
const LIFE = 60;
const MOST_DAYS = 5;

/** What an operator stands for when it pledges so much and proved so much, beside what its group pledged already. */
export function count(
  terms: Terms,
  asked: { readonly units: number; readonly proven: number; readonly groups: number; readonly beside?: number },
): Pick<Operator, 'pledged' | 'headroom'> {
  const room = Math.max(0, mostOfGroup(terms, asked.groups) - (asked.beside ?? 0));
  const pledged = Math.min(asked.units, Math.max(Math.floor(asked.proven * 1.5), terms.untested), room);
  return { pledged, headroom: pledged > 0 ? Math.max(0, asked.proven - pledged) : 0 };
}

/** What one group may pledge: a part of what the range asks, not of what others pledge. */
export function mostOfGroup({ floor, members, range }: Terms, groups: number): number {
  const share = Math.min(WHOLE, Math.max(LARGEST_GROUP, Math.floor(WHOLE / Math.max(1, groups)) + ABOVE_EQUAL));
  return Math.floor((share * range * Math.max(members, LEAST_MEMBERS) * floor) / (WHOLE * WHOLE));
}

/** Ends a day: half of what each operator did not serve is saved, all entries fade, and each is bounded by its part. */
export function turn(operators: readonly Operator[], terms: Terms): void {
  const keep = (units: number) => (units * (LIFE - 1)) / LIFE;
  const pledged = operators.reduce((sum, it) => sum + it.pledged, 0);
  const most = MOST_DAYS * terms.floor * terms.members;
  for (const it of operators) it.saved = keep(it.saved);
  let total = operators.reduce((sum, it) => sum + it.saved, 0);
  for (const it of operators) {
    const idle = Math.min(Math.max(0, netOf(it, terms) - it.served), it.headroom);
    const part = pledged > 0 ? (most * it.pledged) / pledged : 0;
    const units = Math.max(0, Math.min(keep(idle / 2), part - it.saved, most - total));
    it.saved += units;
    total += units;
    it.served = 0;
    it.drawn = 0;
  }
}

/** What an operator can still be asked for today: pledge less reserve, then its entry up to headroom, then the reserve. */
export function roomOf(it: Operator): number {
  const left = Math.max(0, it.pledged - (it.served - it.drawn));
  return left + Math.min(it.saved, Math.max(0, it.headroom - it.drawn));
}

/** Counts what an operator served. */
export function serve(it: Operator, units: number, terms: Terms): void {
  const net = netOf(it, terms);
  const served = it.served + units;
  const beyond = served > net ? served - Math.max(it.served, net) : 0;
  const draw = Math.min(beyond, it.saved, Math.max(0, it.headroom - it.drawn));
  it.served = served;
  it.drawn += draw;
  it.saved -= draw;
}

/** Pledges, and headroom up to half of them, beside one floor for every member: basis points. */
export function rangeOf(operators: readonly Operator[], { floor, members }: Terms): number {
  const pledged = operators.reduce((sum, it) => sum + it.pledged, 0);
  const headroom = operators.reduce((sum, it) => sum + it.headroom, 0);
  return Math.floor(((pledged + Math.min(headroom, pledged / 2)) * WHOLE) / (floor * members));
}

/** What every member may use today. */
export function allotmentOf(operators: readonly Operator[], { floor, members }: Terms): number {
  const sum = (read: (it: Operator) => number) => operators.reduce((total, it) => total + read(it), 0);
  const pool = Math.min(
    sum((it) => it.saved) + sum((it) => it.drawn),
    sum((it) => it.headroom),
  );
  return Math.min(floor, (sum((it) => it.pledged) + pool) / members);
}

/** What an operator serves before anything that was saved or is kept back. */
export function netOf({ pledged }: Operator, { reserve }: Terms): number {
  return Math.floor((pledged * (WHOLE - reserve)) / WHOLE);
}
