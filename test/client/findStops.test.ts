import { expect } from 'chai';
import { type Count, describeStop, findStops, findStopsAfter, type Tally } from '../../client/findStops.ts';

const tally = (agree: number, against: number, abstain = 0): Tally => ({
  for: BigInt(agree),
  against: BigInt(against),
  abstain: BigInt(abstain),
});

type Case = {
  readonly people: Tally;
  readonly heads: Tally;
  readonly weight?: Tally;
  readonly rules?: Partial<Count['rules']>;
  readonly active?: readonly [people: boolean, technical: boolean];
};

/** A commons of 20 persons and 9 groups, in which 5 persons and 3 groups must take part. */
function stopsOf({ people, heads, weight = heads, rules, active: [persons, groups] = [true, true] }: Case) {
  return findStops({
    people: { ...people, total: 20n, quorum: 5n, counts: persons },
    technical: { ...weight, heads, total: 9n, quorum: 3n, counts: groups },
    rules: { class: 1, majority: 5_000, objection: 1_000, ...rules },
  }).map(describeStop);
}

const PASSING = { people: tally(5, 0), heads: tally(3, 0) };

describe('what stops a proposal', () => {
  const table: readonly (readonly [string, Case, readonly string[]])[] = [
    ['nothing', PASSING, []],
    [
      'a quorum of people',
      { ...PASSING, people: tally(3, 9, 1) },
      [
        'the people: 4 of 20 persons for or abstaining; 5 needed',
        'the people: 3 persons for, 9 against; more for than against needed',
      ],
    ],
    [
      'a tie',
      { ...PASSING, people: tally(5, 5) },
      ['the people: 5 persons for, 5 against; more for than against needed'],
    ],
    ['silent groups', { ...PASSING, heads: tally(2, 0, 7) }, ['the technical chamber: 2 of 9 groups for; 3 needed']],
    [
      'weight in an ordinary matter',
      { ...PASSING, heads: tally(4, 3), weight: tally(5, 7) },
      ['the technical chamber: 5 votes by weight for, 7 against; more for than against needed'],
    ],
    [
      'heads in a structural one, whatever they weigh',
      { ...PASSING, heads: tally(4, 4), weight: tally(9, 4), rules: { class: 2, majority: 6_000 } },
      ['the technical chamber: 4 groups for, 4 against; more for than against needed'],
    ],
    [
      'two thirds in a constitutional one, which is exact',
      { people: tally(7, 4), heads: tally(4, 2), rules: { class: 3, majority: 6_667 } },
      ['the people: 7 persons for, 4 against; two thirds needed'],
    ],
    [
      'people alone, who need two thirds',
      { people: tally(6, 4), heads: tally(0, 0), active: [true, false] },
      ['the people: 6 persons for, 4 against; two thirds needed'],
    ],
    [
      'too few people',
      { ...PASSING, active: [false, true] },
      ['the people: 20 persons are too few to decide anything'],
    ],
    [
      'opposition to a routine matter, by heads',
      { people: tally(0, 2), heads: tally(0, 0), weight: tally(0, 3), rules: { class: 0 } },
      ['the people: 2 of 20 persons against; 2 stop a routine matter'],
    ],
  ];
  for (const [name, it_, expected] of table)
    it(`names ${name}`, () => {
      expect(stopsOf(it_)).to.deep.equal(expected);
    });

  it('names what stops it when its vote is over: objections, the guardian, its proposer, time', () => {
    const calm = { objections: 0, people: 20n, secondVote: false, byGuardian: false, passedAt: 1_803_859_200 };
    const stopsOf = (...it: Parameters<typeof findStopsAfter>) => findStopsAfter(...it).map(describeStop);
    const objected = { ...calm, objections: 4, secondVote: true };
    const words = 'objections: 4 of 20 persons objected, so that the same calls must pass a second vote';
    const late = 'time: it passed, could be carried out from 2027-03-01 00:00 UTC, and was not in time';
    expect(stopsOf('Queued', objected)).to.deep.equal([words]);
    expect(stopsOf('Expired', objected)).to.deep.equal([words, late]);
    expect(stopsOf('Expired', calm)).to.deep.equal([late]);
    expect(stopsOf('Canceled', { ...calm, byGuardian: true })).to.deep.equal([
      'the guardian: cancelled; passed again, it stands',
    ]);
    expect(stopsOf('Canceled', calm)).to.deep.equal(['its proposer: taken back before its vote opened']);
    for (const state of ['Pending', 'Succeeded', 'Queued'] as const) expect(stopsOf(state, calm)).to.deep.equal([]);
    expect(stopsOf('Executed', objected)).to.deep.equal([]);
  });
});
