import {
  CLASSES,
  delegateVoices,
  fallsBelow,
  headsNeeded,
  heaviestVote,
  isMajority,
  mostThatCannotBlock,
  peopleNeeded,
} from './chambers.ts';
import { addUpCourses } from './courses.ts';
import { chanceAllClean } from './odds.ts';
import type { Genesis } from './shape.ts';

const DAY = 86_400;
const WHOLE = 10_000;
const MOST_GROUPS = 500;
const MOST_PEOPLE = 5_000;
/** Part of the supply that may be lost at once; the largest group counts for no more than a third of what is asked. */
const LOSS = 0.4;

/** A promise that the numbers of a genesis must keep, at every size of the commons. */
export type Predicate = {
  readonly id: string;
  readonly promise: string;
  /** Nothing when it holds, or where it first breaks. */
  readonly breaks: (genesis: Genesis) => string | null;
  /** Whether a commons of a laptop, whose periods are seconds and whose chambers are three people, keeps it too. */
  readonly local?: true;
};

const groups = (genesis: Genesis) => sizes(fallsBelow(genesis).groups, MOST_GROUPS);
const people = (genesis: Genesis) => sizes(fallsBelow(genesis).people, MOST_PEOPLE);

export const PREDICATES: readonly Predicate[] = [
  {
    id: 'P1',
    promise: 'a third of the groups may be silent without a veto',
    breaks: (it) =>
      atEvery(groups(it), (size) =>
        CLASSES.every((kind) => size - headsNeeded(it.rules[kind], size) >= Math.max(1, Math.floor(size / 3))),
      ),
  },
  {
    id: 'P2',
    promise: 'no single group blocks, and no third of them what is constitutional',
    breaks: (it) =>
      atEvery(groups(it), (size) =>
        CLASSES.every((kind) => {
          const least = kind === 'constitutional' ? Math.max(1, Math.floor(size / 3)) : 1;
          return mostThatCannotBlock(it, size, kind) >= least;
        }),
      ),
  },
  {
    id: 'P3',
    promise: 'a quarter of the groups never passes an ordinary decision, nor less than half a structural one',
    breaks: (it) =>
      atEvery(groups(it), (size) =>
        CLASSES.every((kind) => {
          const heads = headsNeeded(it.rules[kind], size);
          return kind === 'ordinary' ? heads > size / 4 : heads >= size / 2;
        }),
      ),
  },
  {
    id: 'P4',
    promise: 'no group holds more than a third of the technical weight, however much it works',
    breaks: (it) =>
      atEvery(groups(it), (size) => {
        const heaviest = heaviestVote(it, size);
        return 3 * heaviest <= heaviest + size - 1;
      }),
  },
  {
    id: 'P5',
    promise: 'two thirds are enough for what is constitutional, exactly',
    local: true,
    breaks: ({ rules }) =>
      atEvery(sizes(1, 1_000), (third) => isMajority(rules.constitutional, { yes: 2 * third, no: third })),
  },
  {
    id: 'P6',
    promise: 'every quorum of people can be met, and rises with the class',
    local: true,
    breaks: (it) =>
      atEvery(people(it), (size) => {
        const [low = 0, middle = 0, high = 0] = CLASSES.map((kind) => peopleNeeded(it.rules[kind], size));
        return low <= middle && middle <= high && high <= size;
      }),
  },
  {
    id: 'P7',
    promise: 'two delegates never are the quorum of an ordinary decision',
    breaks: (it) => atEvery(people(it), (size) => 2 * delegateVoices(it, size) < peopleNeeded(it.rules.ordinary, size)),
  },
  {
    id: 'P8',
    promise: 'a chamber falls well below where it opened, and then decisions wait instead of loosening',
    breaks: ({ constitution, governance, rules, ...rest }) => {
      const below = fallsBelow({ constitution, governance, rules, ...rest });
      if (constitution.groupsToActivate > 3 && below.groups > constitution.groupsToActivate - 2) return 'groups';
      if (below.people > constitution.peopleToActivate - 2) return 'people';
      const slowest = Math.max(rules.structural.delay, rules.constitutional.delay);
      return governance.fallenDelay > slowest ? null : 'fallenDelay';
    },
  },
  {
    id: 'C1',
    promise: 'credit and attribution wait long enough for a member to file a case and find sponsors',
    breaks: ({ court, spotChecks, models }) => {
      const least = 3 * DAY + court.sponsorPeriod;
      if (spotChecks.challengeWindow < least) return 'spotChecks.challengeWindow';
      return models.challengeWindow >= least ? null : 'models.challengeWindow';
    },
  },
  {
    id: 'C3',
    promise: 'stake stays until work is checked, challenged and judged by one panel',
    breaks: (it) => {
      const { verification, sitting } = addUpCourses(it);
      const { sponsorPeriod, drawPeriod } = it.court;
      const least = verification + it.spotChecks.challengeWindow + sponsorPeriod + drawPeriod + sitting;
      return it.operators.unbondingPeriod >= least ? null : inDays(least);
    },
  },
  {
    id: 'C4',
    promise: 'an interim measure lasts until an appeal is possible, and a renewed one through the second panel',
    breaks: (it) => {
      const { sitting } = addUpCourses(it);
      const first = it.court.drawPeriod + sitting + it.court.appealPeriod;
      const second = 2 * (it.court.drawPeriod + sitting);
      return it.court.maxInterim >= Math.max(first, second) ? null : inDays(Math.max(first, second));
    },
  },
  {
    id: 'C5',
    promise: 'the chambers can answer the court within its window, a delay by the guardian included',
    local: true,
    breaks: (it) => (it.court.chamberPeriod >= addUpCourses(it).answer ? null : inDays(addUpCourses(it).answer)),
  },
  {
    id: 'C6',
    promise: 'a decision that the guardian delayed can still be carried out',
    breaks: ({ governance, guardian }) =>
      governance.executionWindow >= guardian.delay + 7 * DAY ? null : 'executionWindow',
  },
  {
    id: 'C7',
    promise: 'two panels, one of them seated twice, the parties and the sponsors are not more than the people',
    breaks: ({ court, constitution }) => {
      const seats = 2 * court.panelSize + court.appealSize + 2 + court.sponsors;
      return seats <= constitution.peopleToActivate ? null : `${seats} persons`;
    },
  },
  {
    id: 'C8',
    promise: 'the second panel is larger, and no panel can tie',
    local: true,
    breaks: ({ court: { panelSize, appealSize } }) =>
      appealSize > panelSize && appealSize % 2 === 1 && panelSize % 2 === 1 ? null : `${panelSize}, ${appealSize}`,
  },
  {
    id: 'C9',
    promise: 'a panel alone takes less than an expulsion',
    local: true,
    breaks: ({ court }) => (court.panelPower < court.expulsionFrom ? null : 'panelPower'),
  },
  {
    id: 'C10',
    promise: 'whoever filed in vain waits longer than any case takes',
    breaks: (it) => (it.court.filingBar >= addUpCourses(it).slowest ? null : inDays(addUpCourses(it).slowest)),
  },
  {
    id: 'C11',
    promise: 'there are days to appeal and to carry a ruling out',
    breaks: ({ court }) =>
      court.appealPeriod >= 3 * DAY && court.executionPeriod >= 7 * DAY ? null : 'appealPeriod, executionPeriod',
  },
  {
    id: 'C12',
    promise: 'a policy waits for its run until verifiers have looked at it, twice where the first were silent',
    local: true,
    breaks: (it) => (it.models.runLife >= addUpCourses(it).verification ? null : inDays(addUpCourses(it).verification)),
  },
  {
    id: 'P10',
    promise: 'drafts with a tenth of the people behind them find a place beside those of a third who spam',
    breaks: ({ governance, ...rest }) =>
      atEvery(people({ governance, ...rest }), (size) => {
        const { peoplePlaces, liveEach, peopleSponsors } = governance;
        return peoplePlaces * Math.ceil(size / 10) >= 0.3 * size * liveEach && peopleSponsors <= size / 4;
      }),
  },
  {
    id: 'P11',
    promise: 'no third of the attesters seats anybody, and the least that can, few in a quarter',
    breaks: ({ attesters, identities }) => {
      const { quorum, accounts } = attesters;
      if (3 * quorum <= accounts.length || quorum < 2) return `${quorum} of ${accounts.length}`;
      return (identities.attesterQuota * accounts.length) / quorum <= 3_500 ? null : 'attesterQuota';
    },
  },
  {
    id: 'P12',
    promise: 'false seats can be taken back by a vote before they have a voice',
    breaks: ({ identities, governance, rules }) => {
      const vote = governance.votingDelay + governance.votingPeriod + governance.lateExtension;
      const least = 7 * DAY + vote + 2 * rules.structural.delay + 7 * DAY;
      return identities.probation >= least ? null : inDays(least);
    },
  },
  {
    id: 'P13',
    promise: 'guardians are not attesters, most of them must agree, and their term ends',
    local: true,
    breaks: ({ guardian, attesters }) => {
      const known = new Set(attesters.accounts.map((it) => it.toLowerCase()));
      if (guardian.accounts.some((it) => known.has(it.toLowerCase()))) return 'an attester is a guardian';
      if (2 * guardian.quorum <= guardian.accounts.length) return 'quorum';
      if (guardian.quorum > guardian.accounts.length) return 'quorum';
      return guardian.term <= 731 * DAY ? null : 'term';
    },
  },
  {
    id: 'P14',
    promise:
      'four colluders in ten pass an invented epoch once in a thousand times, though one verifier in ten is lazy',
    breaks: (it) => {
      if (it.work.window < 2 * it.work.stepAge) return 'work.window';
      if (it.spotChecks.largePanel <= it.spotChecks.panel) return 'spotChecks.largePanel';
      return atEvery(sizes(it.constitution.groupsToActivate, MOST_GROUPS), (size) => {
        const pool = { size: size - 1, hostile: Math.max(0, Math.floor(0.4 * size) - 1) };
        const chance = chanceAllClean(panelOf(it, size), pool, 0.1);
        return chance <= THOUSANDTH;
      });
    },
  },
  {
    id: 'P15',
    promise: 'a false verdict costs more than the epoch it passes is worth to whoever bribes for it',
    breaks: (it) => {
      const { recheck, falseVerdict, panel, debitPeriod } = it.spotChecks;
      // An honest verifier risks its share of the stake in every recheck, and two thirds of a panel must be bribed.
      const needed = 1 / ((recheck / WHOLE) * panel * (2 / 3));
      if ((it.operators.stakeWorth * falseVerdict) / WHOLE < needed) return `${needed.toFixed(1)} epochs`;
      // What a proven fault takes back is at least half of the ceiling for each epoch of the period.
      return debitPeriod / it.work.epoch / 2 >= needed ? null : 'spotChecks.debitPeriod';
    },
  },
  {
    id: 'P17',
    promise: 'floors rise only where pledges carry them through the largest loss that is planned for',
    local: true,
    breaks: ({ commons }) => ((commons.range / WHOLE) * (1 - LOSS) >= 1.1 ? null : 'commons.range'),
  },
];

const THOUSANDTH = 1e-3;

/** Verifiers of one epoch in a commons of so many groups. */
export function panelOf({ spotChecks }: Genesis, size: number): number {
  return Math.min(size - 1, size < 25 ? spotChecks.panel : spotChecks.panel + 2);
}

/** Says which promises a genesis breaks, and where first. */
export function findBroken(genesis: Genesis): readonly string[] {
  const bound = PREDICATES.filter((it) => it.local || genesis.profile !== 'local');
  return bound.flatMap(({ id, promise, breaks }) => {
    const where = breaks(genesis);
    return where === null ? [] : [`${id}: ${promise} (broken: ${where})`];
  });
}

function atEvery(all: Iterable<number>, holds: (size: number) => boolean): string | null {
  for (const size of all) if (!holds(size)) return `at ${size}`;
  return null;
}

function* sizes(least: number, most: number): Generator<number> {
  for (let size = least; size <= most; ++size) yield size;
}

const inDays = (time: number): string => `${(time / DAY).toFixed(1)} days are needed`;
