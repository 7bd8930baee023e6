import { addUpCourses } from '../../deploy/genesis/courses.ts';
import { hypergeometric } from '../../deploy/genesis/odds.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';

const DAY = 86_400;

/** Members who judge, and guardians who delay. */
export function captureCourt(genesis: Genesis): Report {
  const { court, constitution, guardian, governance, rules } = genesis;
  const sizes = [constitution.peopleToActivate, 50, 100, 1_000];
  const parts = [0.1, 0.2, 1 / 3];
  const chance = (people: number, part: number, seats: number) => {
    // The parties and their sponsors never sit.
    const pool = { size: people - 2 - court.sponsors, hostile: Math.floor(part * people) };
    let total = 0;
    for (let found = (seats + 1) / 2; found <= seats; ++found) total += hypergeometric(found, seats, pool);
    return total;
  };
  const rows = sizes.map((people) => [
    people,
    ...parts.map(
      (part) =>
        `${chance(people, part, court.panelSize).toFixed(3)} / ${chance(people, part, court.appealSize).toFixed(3)}`,
    ),
  ]);
  const worst = Math.max(...sizes.map((people) => chance(people, 0.2, court.appealSize)));
  const { slowest, answer } = addUpCourses(genesis);
  const cycle = governance.votingDelay + governance.votingPeriod + governance.lateExtension + rules.structural.delay;
  return {
    title: 'Court: chance that hostile members are most of the first / of the second panel',
    head: ['people', ...parts.map((it) => `${Math.round(100 * it)} % hostile`)],
    rows,
    bounds: [
      {
        name: 'a fifth of the members does not own the second panel',
        holds: `${worst.toFixed(3)} at worst; silence of the chambers never expels, and a panel alone takes ${court.panelPower / DAY} days at most`,
        ok: worst <= 0.02 && court.panelPower < court.expulsionFrom,
        beyond: `a third of the members: sham cases in turn, each filer barred for ${court.filingBar / DAY} days`,
      },
      {
        name: 'the chambers answer in time',
        holds: `${answer / DAY} days with a guardian's delay and a silent chamber, of ${court.chamberPeriod / DAY}; a case ends after ${slowest / DAY} days without them`,
        ok: answer <= court.chamberPeriod,
        beyond: 'no answer at all, which falls back to what the panel may do alone',
      },
      {
        name: 'a captured guardian only costs time',
        holds: `${(guardian.delay + cycle) / DAY} days a decision: one delay, one cancellation, and it is passed again`,
        ok: governance.executionWindow >= guardian.delay + 7 * DAY && 3 * guardian.quorum > guardian.accounts.length,
        beyond: `nothing: after ${guardian.term / DAY} days it has ended unless a constitutional vote renews it`,
      },
    ],
  };
}
