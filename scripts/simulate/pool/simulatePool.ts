import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';
import { mostOfGroup, type Terms } from './capacity.ts';
import { liveYear, type Year } from './year.ts';

const WHOLE = 10_000;
const MEMBERS = 30;
const GROUPS = 10;
const USES = [0.2, 0.35, 0.5, 0.7, 1];
const HEADROOMS = [0, 0.25, 0.5, 1];
/** A year loses a seventh of its capacity at this rate. */
const ATTRITION = 0.003;
const LOSS = 0.4;
const YEARS = 400;

/** The stability pool through years of shocks: three times the demand for two weeks and a loss of supply inside them. */
export function simulatePool({ commons }: Genesis): readonly Report[] {
  const terms: Terms = { ...commons, members: MEMBERS };
  const range = commons.range / WHOLE;
  return [tabulate(terms), testRange(terms, range), goBeyond(terms, range)];
}

const plain = { attrition: ATTRITION, loss: LOSS, groups: Array<number>(GROUPS).fill(1 / GROUPS) };

function tabulate(terms: Terms): Report {
  return {
    title: `Smallest pledges, in floors, that are never cut in 12 years (${LOSS * 100} % lost for 3 days in a surge)`,
    head: ['use of the floor', ...HEADROOMS.map((it) => `headroom ${it}`)],
    rows: USES.map((use) => [use, ...HEADROOMS.map((headroom) => findLeast({ ...plain, use, headroom }, terms))]),
    bounds: [],
  };
}

function findLeast(year: Omit<Year, 'pledges'>, terms: Terms): string {
  for (let step = 16; step < 100; ++step) {
    const pledges = step / 20;
    if (countCut({ ...year, pledges }, terms, 12).years === 0) return pledges.toFixed(2);
  }
  return 'none';
}

/** Inside the range that the floor may rise to, whatever part of it is pledged and whatever part headroom. */
function testRange(terms: Terms, range: number): Report {
  const points = HEADROOMS.flatMap((headroom) => {
    // Headroom counts for half of the pledges at most.
    const pledges = range / (1 + Math.min(headroom, 0.5));
    return [0.35, 0.7, 1].map((use) => ({ ...plain, headroom, pledges, use }));
  });
  const found = points.map((year) => ({ year, cut: countCut(year, terms, YEARS) }));
  const cut = found.reduce((sum, it) => sum + it.cut.years, 0);
  return {
    title: `At the range itself: pledges and counted headroom are ${range.toFixed(1)} floors`,
    head: ['pledges', 'headroom', 'use', `years of ${YEARS} with a cut`, 'worst day'],
    rows: found.map(({ year, cut: it }) => [
      year.pledges.toFixed(2),
      year.headroom,
      year.use,
      it.years,
      it.worst.toFixed(3),
    ]),
    bounds: [
      {
        name: 'no floor is cut inside the range',
        holds: `${cut} of ${points.length * YEARS} years with a cut`,
        ok: cut === 0,
        beyond: 'pledge for months and fail in the surge with more than 40 % of all capacity (below)',
      },
      {
        name: 'no group stands for more than the loss that is planned for',
        holds: `from five groups on one counts for at most ${share(terms, 5)} of what the range asks`,
        ok: share(terms, 5) <= LOSS && share(terms, 500) <= LOSS,
        beyond: `fewer groups: ${[4, 3, 2].map((it) => `${it}: ${share(terms, it).toFixed(2)}`).join(', ')} each`,
      },
    ],
  };
}

function share(terms: Terms, groups: number): number {
  return mostOfGroup(terms, groups) / ((terms.range / WHOLE) * terms.floor * terms.members);
}

/** One number at a time is made worse until a year is cut. */
function goBeyond(terms: Terms, range: number): Report {
  const inside: Year = { ...plain, headroom: 0.5, pledges: range / 1.5, use: 1 };
  const walks: readonly (readonly [string, (step: number) => Year, (step: number) => string])[] = [
    [
      'pledges fall short of the range',
      (i) => ({ ...inside, pledges: (range - i / 20) / 1.5 }),
      (i) => (range - i / 20).toFixed(2),
    ],
    ['more is lost at once', (i) => ({ ...inside, loss: LOSS + i / 10 }), (i) => (LOSS + i / 10).toFixed(1)],
    [
      'operators leave and are not replaced, a week',
      (i) => ({ ...inside, attrition: ATTRITION + i / 1_000 }),
      (i) => `${(ATTRITION * 100 + i / 10).toFixed(1)} %`,
    ],
    ['headroom is not there', (i) => ({ ...inside, headroom: 0.5 - i / 20 }), (i) => (0.5 - i / 20).toFixed(2)],
  ];
  const rows = walks.map(([name, toYear, label]) => {
    for (let step = 1; step <= 10; ++step) {
      const { years, worst } = countCut(toYear(step), terms, 100);
      if (years > 0) return [name, label(step), years, worst.toFixed(3)];
    }
    return [name, `not within ${label(10)}`, 0, 1];
  });
  return {
    title: 'Beyond the range: where each number breaks first',
    head: ['what', 'at', 'years of 100', 'worst day'],
    rows,
    bounds: [],
  };
}

function countCut(year: Year, terms: Terms, years: number): { readonly years: number; readonly worst: number } {
  let [cut, worst] = [0, 1];
  for (let seed = 1; seed <= years; ++seed) {
    const outcome = liveYear(year, terms, seed);
    if (outcome.days > 0) ++cut;
    worst = Math.min(worst, outcome.worst);
  }
  return { years: cut, worst };
}
