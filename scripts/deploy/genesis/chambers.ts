import type { Genesis } from './shape.ts';

const WHOLE = 10_000;
const TWO_THIRDS = 6_667;
/** People per further voice of a delegate, and the size below which no voice may be lent. */
const PEOPLE_A_VOICE = 25;

type Rules = Genesis['rules'][keyof Genesis['rules']];

/** Ordinary, structural and constitutional: the classes that need a quorum. */
export const CLASSES = ['ordinary', 'structural', 'constitutional'] as const;
export type QuorumClass = (typeof CLASSES)[number];

/** The heaviest vote of a group beside `groups` others and itself. Constitutional votes count heads only. */
export function heaviestVote({ work }: Genesis, groups: number, kind: QuorumClass = 'ordinary'): number {
  if (kind === 'constitutional') return 1;
  return Math.min(work.maxWeight, 1 + Math.floor(groups / 6));
}

/** Groups that must vote for. */
export function headsNeeded({ technicalHeads }: Rules, groups: number): number {
  return Math.max(2, Math.ceil((technicalHeads * groups) / WHOLE));
}

/** Persons who must vote for or abstain. */
export function peopleNeeded({ peopleQuorum, peopleLeast }: Rules, people: number): number {
  return Math.max(peopleLeast, Math.ceil((peopleQuorum * people) / WHOLE));
}

/** Whether so many votes for and against are the majority that a class asks. Ties fail, and two thirds are exact. */
export function isMajority({ majority }: Rules, votes: { readonly yes: number; readonly no: number }): boolean {
  const [part, of] = toFraction(majority);
  return votes.yes > votes.no && votes.yes * of >= (votes.yes + votes.no) * part;
}

/** Whether heads must outnumber heads too, whatever their weight. */
export const countsHeads = (kind: QuorumClass): boolean => kind !== 'ordinary';

/** The most groups that, all as heavy as can be and against everybody else, still do not block. */
export function mostThatCannotBlock(genesis: Genesis, groups: number, kind: QuorumClass): number {
  const rules = genesis.rules[kind];
  const heaviest = heaviestVote(genesis, groups, kind);
  const passes = (against: number) =>
    groups - against >= headsNeeded(rules, groups) &&
    isMajority(rules, { yes: groups - against, no: against * heaviest }) &&
    (!countsHeads(kind) || groups - against > against);
  let most = 0;
  while (most < groups && passes(most + 1)) ++most;
  return passes(0) ? most : -1;
}

/** Voices of one delegate that count, its own included. */
export function delegateVoices({ identities }: Genesis, people: number): number {
  if (people < PEOPLE_A_VOICE) return 1;
  return Math.min(identities.mostVoices, 1 + Math.floor(people / PEOPLE_A_VOICE));
}

/** Below how many an open chamber stops counting. */
export function fallsBelow({ constitution }: Genesis): { readonly people: number; readonly groups: number } {
  return {
    people: Math.floor((constitution.peopleToActivate * 4) / 5),
    groups: Math.max(1, constitution.groupsToActivate - 2),
  };
}

function toFraction(majority: number): readonly [number, number] {
  return majority === TWO_THIRDS ? [2, 3] : [majority, WHOLE];
}
