import { panelOf } from '../../deploy/genesis/liveness.ts';
import { chanceAllClean } from '../../deploy/genesis/odds.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';
import { createRandom, type Random } from '../random.ts';

const DAY = 86_400;
const RUNS = 60_000;
const CLEAN = 0.8;
const ALLOWED = 1e-3;

/** Groups that call each other's invented work clean. */
export function captureVerifiers(genesis: Genesis): Report {
  const { spotChecks, work, constitution } = genesis;
  const sizes = [constitution.groupsToActivate, 9, 12, 20, 30, 50, 100, 200];
  const parts = [0.2, 1 / 3, 0.4];
  const rows = sizes.map((groups) => [
    groups,
    panelOf(genesis, groups),
    ...parts.map((part) => simulateCourse(genesis, { groups, part, silent: 0.1, lazy: 0.05 }).toExponential(1)),
    atOnce(genesis, groups, 0.4, 0.1).toExponential(1),
  ]);
  const worst = Math.max(...range(constitution.groupsToActivate, 500).map((it) => atOnce(genesis, it, 0.4, 0.1)));
  const courses = Math.max(
    ...sizes.map((groups) => simulateCourse(genesis, { groups, part: 1 / 3, silent: 0.1, lazy: 0.05 })),
  );
  // Two institutions that withhold choose among four seeds.
  const ground = 1 - (1 - atOnce(genesis, 200, 1 / 3, 0)) ** 4;
  const back = spotChecks.debitPeriod / work.epoch;
  return {
    title:
      'Verifiers: chance that an invented epoch is credited (a tenth silent, a twentieth lazy; last: at once, a tenth lazy)',
    head: ['groups', 'panel', '20 % hostile', '33 %', '40 %', '40 % at once'],
    rows,
    bounds: [
      {
        name: 'an invented epoch is credited less than once in a thousand',
        holds: `${worst.toExponential(1)} at worst for 40 % of the groups at every size; ${courses.toExponential(1)} with replacements and the large panel for a third`,
        ok: worst <= ALLOWED && courses <= 2 * ALLOWED,
        beyond: 'more than 40 % of the enlisted groups of the chamber, which enter a tenth a quarter',
      },
      {
        name: 'choosing among seeds does not help',
        holds: `two institutions that withhold: ${ground.toExponential(1)} among 200 groups; each is out for ${genesis.beacon.ban / DAY} days`,
        ok: ground <= 2 * ALLOWED,
        beyond: 'three or more institutions of the beacon at once, every time with fresh ones',
      },
      {
        name: 'nobody mints by inventing',
        holds: `a proven fault takes back ${back} epochs of ${1 / ALLOWED} that would have to pass: expected gain ${(back * worst).toFixed(2)} epochs at most`,
        ok: back * worst < 1,
        beyond:
          "wash work: real computing on one's own requests, which is checked like any other and bounded by the ceiling",
      },
    ],
  };
}

function atOnce(genesis: Genesis, groups: number, part: number, lazy: number): number {
  return chanceAllClean(panelOf(genesis, groups), poolOf(groups, part), lazy);
}

const poolOf = (groups: number, part: number) => ({
  size: groups - 1,
  hostile: Math.max(0, Math.floor(part * groups + 1e-9) - 1),
});

type Course = { readonly groups: number; readonly part: number; readonly silent: number; readonly lazy: number };

/** A whole course: a silent seat is drawn anew once, anything but clean from all goes to the large panel, which needs four fifths. */
function simulateCourse(genesis: Genesis, course: Course): number {
  const random = createRandom(course.groups * 1_000 + Math.round(course.part * 100));
  const pool = poolOf(course.groups, course.part);
  let credited = 0;
  for (let run = 0; run < RUNS; ++run) {
    const first = sit(random, panelOf(genesis, course.groups), pool, course);
    if (first === 'clean') ++credited;
    else if (largePanel(random, genesis, pool, course)) ++credited;
  }
  return credited / RUNS;
}

type Pool = { readonly size: number; readonly hostile: number };

function sit(random: Random, seats: number, pool: Pool, { silent, lazy }: Course): 'clean' | 'contested' {
  let { size, hostile } = pool;
  for (let seat = 0; seat < seats; ++seat) {
    for (let attempt = 0; ; ++attempt) {
      if (attempt > 1 || size === 0) return 'contested';
      const bad = random() < hostile / size;
      --size;
      if (bad) {
        --hostile;
        break;
      }
      if (random() < silent) continue;
      if (random() >= lazy) return 'contested';
      break;
    }
  }
  return 'clean';
}

/** Whoever looks has the proof that the work is invented, and a proven fault ends it. */
function largePanel(random: Random, { spotChecks }: Genesis, pool: Pool, { silent, lazy }: Course): boolean {
  const seats = Math.min(pool.size, spotChecks.largePanel);
  let { size, hostile } = pool;
  let clean = 0;
  for (let seat = 0; seat < seats; ++seat) {
    const bad = random() < hostile / size;
    --size;
    if (bad) {
      --hostile;
      ++clean;
    } else if (random() >= silent && random() < lazy) ++clean;
  }
  return clean >= Math.ceil(CLEAN * seats);
}

const range = (least: number, most: number) => Array.from({ length: most - least + 1 }, (_, i) => least + i);
