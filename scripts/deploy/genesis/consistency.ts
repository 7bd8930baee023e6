import type { Genesis } from './shape.ts';

const WHOLE = 10_000;

type Check = readonly [message: string, holds: (genesis: Genesis) => boolean];

/** What must hold between the settings of any commons, whatever its profile. */
const CHECKS: readonly Check[] = [
  ['more attestations are asked than attesters exist', (it) => it.attesters.quorum <= it.attesters.accounts.length],
  ['an attester is listed twice', ({ attesters }) => isSet(attesters.accounts)],
  ['a register is listed twice', ({ mixture }) => isSet(mixture.registers)],
  ['one share per register is needed', ({ mixture }) => mixture.shares.length === mixture.registers.length],
  ['shares must sum to 10,000', ({ mixture }) => mixture.shares.reduce((sum, share) => sum + share, 0) === WHOLE],
  ['a share lies outside floor and cap', ({ mixture }) => mixture.shares.every((it) => isBetween(it, mixture))],
  ['mixture.floor is below the constitution', (it) => it.mixture.floor >= it.constitution.minShareFloor],
  ['mixture.cap is above the constitution', (it) => it.mixture.cap <= it.constitution.maxShareCap],
  ['mixture.maxStep is above the constitution', (it) => it.mixture.maxStep <= it.constitution.maxShareStep],
  ['votingDelay is below the constitution', (it) => it.governance.votingDelay >= it.constitution.minVotingDelay],
  ['votingPeriod is below the constitution', (it) => it.governance.votingPeriod >= it.constitution.minVotingPeriod],
  ['lateExtension is longer than the vote', ({ governance }) => governance.lateExtension <= governance.votingPeriod],
  ['votingDelay is above the constitution', (it) => it.governance.votingDelay <= it.constitution.maxVotingDelay],
  ['votingPeriod is above the constitution', (it) => it.governance.votingPeriod <= it.constitution.maxVotingPeriod],
  ['lateExtension is below the constitution', (it) => it.governance.lateExtension >= it.constitution.minLateExtension],
  [
    'draftWindow is outside the constitution',
    ({ governance, constitution }) => {
      const { minDraftWindow, maxDraftWindow } = constitution;
      return governance.draftWindow >= minDraftWindow && governance.draftWindow <= maxDraftWindow;
    },
  ],
  [
    'peopleSponsors is outside the constitution',
    ({ governance, constitution }) => {
      const { minSponsors, maxSponsors } = constitution;
      return governance.peopleSponsors >= minSponsors && governance.peopleSponsors <= maxSponsors;
    },
  ],
  ['liveEach is above the constitution', (it) => it.governance.liveEach <= it.constitution.maxLiveEach],
  [
    'the places are outside the constitution',
    ({ governance: { peoplePlaces, operatorPlaces }, constitution: { minLive, maxLive } }) =>
      peoplePlaces >= minLive && peoplePlaces <= maxLive && operatorPlaces <= maxLive,
  ],
  [
    'objections would extend less the more there are',
    ({ governance: it }) => {
      return it.objectionLow < it.objectionHigh && it.minExtension <= it.maxExtension;
    },
  ],
  [
    'the routine objection is outside the constitution',
    ({ rules, constitution }) => {
      const { objection } = rules.routine;
      return objection >= constitution.minObjection && objection <= constitution.maxObjection;
    },
  ],
  ['only the routine class has an objection share', ({ rules }) => withQuorum(rules).every((it) => it.objection === 0)],
  ['the routine delay is longer than the ordinary', ({ rules }) => rules.routine.delay <= rules.ordinary.delay],
  [
    'a quorum is above the constitution',
    (it) =>
      withQuorum(it.rules).every(
        ({ peopleQuorum, technicalHeads }) =>
          peopleQuorum <= it.constitution.maxPeopleQuorum && technicalHeads <= it.constitution.maxTechnicalHeads,
      ),
  ],
  ['commons.floor is below the constitution', (it) => it.commons.floor >= it.constitution.minCommonsFloor],
  ['models.maxConsentAge is above the constitution', (it) => it.models.maxConsentAge <= it.constitution.maxConsentAge],
  ['a run may rely on consents older than an epoch', (it) => it.models.maxConsentAge <= it.credits.epoch],
  ['rules loosen as their class rises', ({ rules }) => isStricter(rules)],
  [
    'a delay is below the constitution',
    (it) => inClassOrder(it.rules).every((rule) => rule.delay >= it.constitution.minDelay),
  ],
  [
    'a quorum of people is below the constitution',
    (it) => withQuorum(it.rules).every((rule) => rule.peopleQuorum >= it.constitution.minPeopleQuorum),
  ],
  [
    'a quorum of groups is below the constitution',
    (it) => withQuorum(it.rules).every((rule) => rule.technicalHeads >= it.constitution.minTechnicalHeads),
  ],
  [
    'half of board.term, which odd seats serve first, is shorter than an election',
    ({ board }) => board.term / 2 > board.nominationPeriod + board.votePeriod,
  ],
  [
    'a suspension may be longer than the registry allows',
    (it) => it.court.expulsionFrom <= it.identities.maxSuspension,
  ],
  ['a draw ends before its seed is known', (it) => it.court.drawPeriod > 2 * it.beacon.round],
  ['a guardian is listed twice', ({ guardian }) => isSet(guardian.accounts)],
  [
    'work.groupsToOpen differs from the constitution',
    (it) => it.work.groupsToOpen === it.constitution.groupsToActivate,
  ],
  ['an allotment is saved for less than a day', ({ commons }) => commons.period >= commons.day],
  ['an epoch of work is not an epoch of the credits', (it) => it.credits.epoch >= it.work.epoch],
];

/** Says which settings contradict each other. */
export function findContradictions(genesis: Genesis): readonly string[] {
  return CHECKS.filter(([, holds]) => !holds(genesis)).map(([message]) => message);
}

function isSet(values: readonly string[]): boolean {
  return new Set(values.map((it) => it.toLowerCase())).size === values.length;
}

function isBetween(share: number, { floor, cap }: Genesis['mixture']): boolean {
  return share >= floor && share <= cap;
}

function inClassOrder({ routine, ordinary, structural, constitutional }: Genesis['rules']) {
  return [routine, ordinary, structural, constitutional];
}

function withQuorum({ ordinary, structural, constitutional }: Genesis['rules']) {
  return [ordinary, structural, constitutional];
}

function isStricter(rules: Genesis['rules']): boolean {
  const keys = ['peopleQuorum', 'peopleLeast', 'technicalHeads', 'majority', 'delay'] as const;
  const ordered = withQuorum(rules);
  return ordered.every((rule, i) => keys.every((key) => rule[key] >= (ordered[i - 1]?.[key] ?? 0)));
}
