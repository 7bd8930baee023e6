import type { Genesis } from './shape.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;

type Bound = readonly [name: string, read: (genesis: Genesis) => number, least: number, most: number];

/** Between what a public commons may choose its settings: `governance.md` section 9. A laptop's commons is not bound. */
const BOUNDS: readonly Bound[] = [
  ['attesters', (it) => it.attesters.accounts.length, 7, 1_000],
  ['attesters.quorum', (it) => it.attesters.quorum, 3, 1_000],
  ['constitution.minShareFloor', (it) => it.constitution.minShareFloor, 100, 1_250],
  ['constitution.minPeopleQuorum', (it) => it.constitution.minPeopleQuorum, 500, 2_500],
  ['constitution.minTechnicalQuorum', (it) => it.constitution.minTechnicalQuorum, 1_000, 4_000],
  ['constitution.minDelay', (it) => it.constitution.minDelay, 2 * DAY, 30 * DAY],
  ['constitution.minVotingDelay', (it) => it.constitution.minVotingDelay, DAY, 14 * DAY],
  ['constitution.minVotingPeriod', (it) => it.constitution.minVotingPeriod, 7 * DAY, 30 * DAY],
  ['constitution.peopleToActivate', (it) => it.constitution.peopleToActivate, 25, 10_000],
  ['constitution.groupsToActivate', (it) => it.constitution.groupsToActivate, 7, 10_000],
  ['constitution.maxConsentAge', (it) => it.constitution.maxConsentAge, DAY, 60 * DAY],
  ['identities.delegateCap', (it) => it.identities.delegateCap, 1, 50],
  ['identities.delegationTerm', (it) => it.identities.delegationTerm, 30 * DAY, 731 * DAY],
  ['identities.rekeyDelay', (it) => it.identities.rekeyDelay, 7 * DAY, 60 * DAY],
  ['identities.maxSuspension', (it) => it.identities.maxSuspension, DAY, 366 * DAY],
  ['operators.unbondingPeriod', (it) => it.operators.unbondingPeriod, 14 * DAY, 60 * DAY],
  ['work.window', (it) => it.work.window, 90 * DAY, 365 * DAY],
  ['work.groupCap', (it) => it.work.groupCap, 300, 1_000],
  ['spotChecks.verdictsNeeded', (it) => it.spotChecks.verdictsNeeded, 2, 100],
  ['spotChecks.challengeWindow', (it) => it.spotChecks.challengeWindow, 3 * DAY, 21 * DAY],
  ['settlement.window', (it) => it.settlement.window, 3 * DAY, 21 * DAY],
  ['credits.halfLife', (it) => it.credits.halfLife, 13 * WEEK, 104 * WEEK],
  ['commons.period', (it) => it.commons.period, DAY, 90 * DAY],
  ['commons.reserve', (it) => it.commons.reserve, 1_000, 5_000],
  ['governance.votingDelay', (it) => it.governance.votingDelay, DAY, 14 * DAY],
  ['governance.votingPeriod', (it) => it.governance.votingPeriod, 7 * DAY, 30 * DAY],
  ['governance.lateExtension', (it) => it.governance.lateExtension, DAY, 30 * DAY],
  ['constitution.minLateExtension', (it) => it.constitution.minLateExtension, DAY, 30 * DAY],
  ['constitution.minDraftWindow', (it) => it.constitution.minDraftWindow, 3 * DAY, 14 * DAY],
  ['constitution.minSponsors', (it) => it.constitution.minSponsors, 3, 25],
  ['governance.draftWindow', (it) => it.governance.draftWindow, 3 * DAY, 14 * DAY],
  ['governance.peopleSponsors', (it) => it.governance.peopleSponsors, 3, 25],
  ['governance.operatorSponsors', (it) => it.governance.operatorSponsors, 2, 25],
  ['governance.liveEach', (it) => it.governance.liveEach, 1, 3],
  ['governance.liveTotal', (it) => it.governance.liveTotal, 5, 50],
  ['governance.readingGap', (it) => it.governance.readingGap, 60 * DAY, 366 * DAY],
  ['governance.deadlockGap', (it) => it.governance.deadlockGap, 30 * DAY, 366 * DAY],
  ['governance.deadlockPause', (it) => it.governance.deadlockPause, 21 * DAY, 366 * DAY],
  ['governance.deadlockTurnout', (it) => it.governance.deadlockTurnout, 3_000, 9_000],
  ['governance.objectionLow', (it) => it.governance.objectionLow, 100, 1_000],
  ['governance.objectionHigh', (it) => it.governance.objectionHigh, 1_000, 3_300],
  ['governance.minExtension', (it) => it.governance.minExtension, 7 * DAY, 30 * DAY],
  ['governance.maxExtension', (it) => it.governance.maxExtension, 30 * DAY, 90 * DAY],
  ['rules.routine.objection', (it) => it.rules.routine.objection, 500, 2_000],
  ['rules.ordinary.peopleQuorum', (it) => it.rules.ordinary.peopleQuorum, 500, 2_500],
  ['rules.ordinary.technicalQuorum', (it) => it.rules.ordinary.technicalQuorum, 1_000, 4_000],
  ['rules.ordinary.majority', (it) => it.rules.ordinary.majority, 5_000, 9_000],
  ['rules.structural.majority', (it) => it.rules.structural.majority, 6_000, 9_000],
  ['rules.structural.delay', (it) => it.rules.structural.delay, 10 * DAY, 60 * DAY],
  ['rules.constitutional.peopleQuorum', (it) => it.rules.constitutional.peopleQuorum, 2_500, 5_000],
  ['rules.constitutional.technicalQuorum', (it) => it.rules.constitutional.technicalQuorum, 4_000, 6_000],
  ['rules.constitutional.majority', (it) => it.rules.constitutional.majority, 6_667, 9_000],
  ['rules.constitutional.delay', (it) => it.rules.constitutional.delay, 30 * DAY, 90 * DAY],
  ['board.term', (it) => it.board.term, 180 * DAY, 1_096 * DAY],
  ['board.holdPeriod', (it) => it.board.holdPeriod, DAY, 30 * DAY],
  ['board.approvals', (it) => it.board.approvals, 2, 4],
  ['court.sponsors', (it) => it.court.sponsors, 3, 25],
  ['court.panelSize', (it) => it.court.panelSize, 5, 15],
  ['court.conciliationPeriod', (it) => it.court.conciliationPeriod, 3 * DAY, 30 * DAY],
  ['court.commitPeriod + revealPeriod', (it) => it.court.commitPeriod + it.court.revealPeriod, 7 * DAY, 30 * DAY],
  ['court.appealPeriod', (it) => it.court.appealPeriod, 7 * DAY, 30 * DAY],
  ['court.filingBar', (it) => it.court.filingBar, 30 * DAY, 365 * DAY],
  ['court.maxInterim', (it) => it.court.maxInterim, DAY, 21 * DAY],
];

/** Says which settings of a production genesis lie outside their bounds. */
export function findBreaches(genesis: Genesis): readonly string[] {
  return BOUNDS.flatMap(([name, read, least, most]) => {
    const value = read(genesis);
    return value >= least && value <= most ? [] : [`${name} is ${value}, a public commons allows ${least} to ${most}`];
  });
}
