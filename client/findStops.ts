import { percent, utc } from '../protocol/errors/refusals/table.ts';
import type { ProposalState } from './proposal.ts';

/** Votes of one chamber: persons, or weight, or heads of groups. */
export type Tally = { readonly for: bigint; readonly against: bigint; readonly abstain: bigint };

/** One chamber: its votes, its size when the vote opened, and whether it is asked at all. */
export type Chamber = Tally & {
  /** Persons, or groups. */
  readonly total: bigint;
  /** Persons for or abstaining, or groups for, that must be there at least. */
  readonly quorum: bigint;
  /** Whether the chamber was large enough to be asked. */
  readonly counts: boolean;
};

/** All that the votes decide by. */
export type Count = {
  readonly people: Chamber;
  /** Votes by weight; quorum and total count groups. */
  readonly technical: Chamber & { readonly heads: Tally };
  readonly rules: {
    /** 0 routine, 1 ordinary, 2 structural, 3 constitutional. */
    readonly class: number;
    /** Share of for among for and against, in basis points. */
    readonly majority: number;
    /** Share against that stops a routine matter, in basis points. */
    readonly objection: number;
  };
};

/** What keeps a proposal from being done, and the numbers that say so. */
export type Stop = {
  readonly by: 'people' | 'technical' | 'objection' | 'guardian' | 'proposer' | 'time';
  readonly rule: 'quorum' | 'majority' | 'opposition' | 'second-vote' | 'cancelled' | 'expired';
  /** A sentence with the numbers and the bound. */
  readonly words: string;
};

const NAMES: Readonly<Record<Stop['by'], string>> = {
  people: 'the people',
  technical: 'the technical chamber',
  objection: 'objections',
  guardian: 'the guardian',
  proposer: 'its proposer',
  time: 'time',
};

/** A stop as a line for people: who, then the numbers. */
export function describeStop({ by, words }: Stop): string {
  return `${NAMES[by]}: ${words}`;
}

const WHOLE = 10_000n;
/** Stands for exactly two thirds, as in the contracts. */
const TWO_THIRDS = 6_667;
const STRUCTURAL = 2;
const CONSTITUTIONAL = 3;

/** What the votes lack, as the governor counts them (`Counting.sol`); nothing where they pass. */
export function findStops(count: Count): readonly Stop[] {
  return count.rules.class === 0 ? findOpposition(count) : [...stopsOfPeople(count), ...stopsOfGroups(count)];
}

/** A routine matter passes unless enough of a chamber are against it. */
function findOpposition({ people, technical, rules }: Count): readonly Stop[] {
  const sides = [
    ['people', 'persons', people, people],
    ['technical', 'groups', technical, technical.heads],
  ] as const;
  return sides.flatMap(([by, what, { counts, total }, { against }]) => {
    const bound = share(total, rules.objection);
    if (!counts || against < bound) return [];
    return { by, rule: 'opposition', words: `${against} of ${total} ${what} against; ${bound} stop a routine matter` };
  });
}

/** What happened to a proposal after its vote, or before it. */
type After = {
  readonly objections: number;
  /** Persons with a voice when the vote opened. */
  readonly people: bigint;
  /** Whether so many objected that the same calls must pass again. */
  readonly secondVote: boolean;
  readonly byGuardian: boolean;
  /** Unix seconds from which it could be carried out. */
  readonly passedAt: number;
};

/** What stops a proposal that no vote stopped. */
export function findStopsAfter(state: ProposalState, after: After): readonly Stop[] {
  const { objections, people, secondVote, byGuardian, passedAt } = after;
  if (state === 'Canceled')
    return byGuardian
      ? [{ by: 'guardian', rule: 'cancelled', words: 'cancelled; passed again, it stands' }]
      : [{ by: 'proposer', rule: 'cancelled', words: 'taken back before its vote opened' }];
  if (state === 'Executed') return [];
  const stops: Stop[] = [];
  const objected = `${objections} of ${people} persons objected, so that the same calls must pass a second vote`;
  if (secondVote) stops.push({ by: 'objection', rule: 'second-vote', words: objected });
  const late = `it passed, could be carried out from ${utc(passedAt)}, and was not in time`;
  if (state === 'Expired') stops.push({ by: 'time', rule: 'expired', words: late });
  return stops;
}

function stopsOfPeople({ people, technical, rules }: Count): readonly Stop[] {
  const by = 'people';
  const { total, quorum, counts } = people;
  if (!counts) return [{ by, rule: 'quorum', words: `${total} persons are too few to decide anything` }];
  const present = people.for + people.abstain;
  // The people alone decide by two thirds at least.
  const majority = technical.counts ? rules.majority : Math.max(rules.majority, TWO_THIRDS);
  const stops: Stop[] = [];
  if (present < quorum)
    stops.push({ by, rule: 'quorum', words: `${present} of ${total} persons for or abstaining; ${quorum} needed` });
  if (!isMajority(people, majority)) stops.push({ by, rule: 'majority', words: describe(people, 'persons', majority) });
  return stops;
}

/** A technical chamber that is too small is not asked. */
function stopsOfGroups({ technical, rules }: Count): readonly Stop[] {
  const by = 'technical';
  const { heads, total, quorum, counts } = technical;
  if (!counts) return [];
  const stops: Stop[] = [];
  if (heads.for < quorum)
    stops.push({ by, rule: 'quorum', words: `${heads.for} of ${total} groups for; ${quorum} needed` });
  if (rules.class >= STRUCTURAL && heads.for <= heads.against)
    stops.push({ by, rule: 'majority', words: describe(heads, 'groups', 0) });
  const [tally, what] = rules.class === CONSTITUTIONAL ? [heads, 'groups'] : [technical, 'votes by weight'];
  if (!isMajority(tally, rules.majority))
    stops.push({ by, rule: 'majority', words: describe(tally, what, rules.majority) });
  return stops;
}

/** Ties fail whatever the majority. */
function isMajority({ for: agree, against }: Tally, majority: number): boolean {
  if (agree <= against) return false;
  if (majority === TWO_THIRDS) return 3n * agree >= 2n * (agree + against);
  return agree * WHOLE >= (agree + against) * BigInt(majority);
}

/** A share of a total, rounded up. */
function share(total: bigint, basisPoints: number): bigint {
  const [part, whole] = basisPoints === TWO_THIRDS ? [2n, 3n] : [BigInt(basisPoints), WHOLE];
  return (total * part + whole - 1n) / whole;
}

function describe({ for: agree, against }: Tally, what: string, majority: number): string {
  const needed =
    majority <= 5_000 ? 'more for than against' : majority === TWO_THIRDS ? 'two thirds' : percent(majority);
  return `${agree} ${what} for, ${against} against; ${needed} needed`;
}
