import { type RefusalTable, utc } from './table.ts';

const PHASES = [
  'unknown',
  'looking for sponsors',
  'in conciliation',
  'drawing its panel',
  'being voted on',
  'opening its votes',
  'ruled and open to appeal',
  'before the chambers',
  'final',
  'closed',
] as const;

const later = 'Look with "tilth court show".';

/** What the court and the board of stewards refuse. */
export const courtRefusals = {
  CourtSettingsInvalid: () => ['The settings of the court contradict each other.'],
  NotCourtMember: (account) => [`${account} has no active identity, so it cannot go to court.`],
  WrongPhase: (caseId, phase) => [
    `Case ${caseId} is ${PHASES[phase] ?? `in phase ${phase}`}; this is not its time.`,
    later,
  ],
  GroundUnknown: (ground) => [`There is no ground with the number ${ground}.`],
  RemedyInvalid: (remedy, value) => [
    `The court cannot give remedy ${remedy} of the size ${value}.`,
    'Ask for less, or for a suspension long enough to be an expulsion.',
  ],
  SubjectInvalid: (kind, subject) => [`A case about ${subject} (kind ${kind}) does not fit what is asked.`],
  RespondentInvalid: (respondentId) => [`Identity ${respondentId} cannot be the respondent of this case.`],
  Barred: (filerId, until) => [
    `Identity ${filerId} may file this only after ${utc(until)}.`,
    'Against one respondent, or after a frivolous case, there is a time between two cases.',
  ],
  Conflict: (caseId, identityId) => [`Identity ${identityId} is too near to case ${caseId} for this.`],
  NotParty: (caseId, identityId) => [`Identity ${identityId} is no party of case ${caseId}.`],
  AlreadyAgreed: (_, identityId) => [`Identity ${identityId} has agreed to settle already.`, 'It takes both parties.'],
  NotJuror: (caseId, identityId) => [`Identity ${identityId} does not sit on the present panel of case ${caseId}.`],
  CommitmentMissing: () => ['A hidden vote must not be empty.'],
  AlreadyCommitted: (caseId, who) => [`${who} has committed to a vote in ${caseId} already.`],
  VoteRevealed: (caseId, jurorId) => [`Juror ${jurorId} has opened its vote in case ${caseId} already.`],
  VoteInvalid: (vote) => [`A juror votes uphold (1), reject (2) or frivolous (3), not ${vote}.`],
  OpeningMismatch: () => [
    'This is not the vote that was committed to.',
    'Open it with the file that "tilth court commit" wrote, from the same account.',
  ],
  AlreadyFreezing: (caseId, jurorId) => [`Juror ${jurorId} has asked to freeze the subject of case ${caseId} already.`],
  FrozenOnce: (caseId, until) => [`Case ${caseId} had its interim measure, until ${utc(until)}.`],
  VoiceMissing: (identityId) => [
    `Identity ${identityId} has no voice in the contributor chamber now.`,
    'A voice begins after the probation and ends with the statement.',
  ],
  SeedPending: (caseId, since) => [
    `The draw for case ${caseId} waits for the beacon's first round after ${utc(since)}.`,
    'Try again when that round is over.',
  ],
  AlreadyAsked: (caseId) => [`The chambers have been asked about case ${caseId} already.`],
  NotBarrable: (caseId) => [`Case ${caseId} was not ruled frivolous, or its bar counts already.`],
  BoardSettingsInvalid: () => ['The settings of the board contradict each other.'],
  SeatUnknown: (seat) => [`There is no seat ${seat}.`, 'Seats are 0 to 6.'],
  SeatTaken: (seat, identityId, until) => [`Identity ${identityId} holds seat ${seat} until ${utc(until)}.`],
  ElectionRunning: (seat, voteEnds) => [`The election of seat ${seat} runs until ${utc(voteEnds)}.`],
  NominationClosed: (seat, ends) => [`Candidates for seat ${seat} stood until ${utc(ends)}.`],
  VoteClosed: (seat, from, until) => [`Seat ${seat} is voted on between ${utc(from)} and ${utc(until)}.`],
  ElectionClosedAlready: (seat) => [`There is no election of seat ${seat} to close.`],
  NotActivePerson: (identityId) => [`Identity ${identityId} is no active person; stewards are.`],
  NotInstitution: (identityId) => [`Identity ${identityId} is no active institution; only those name candidates.`],
  NotNamedSeat: (seat) => [`Institutions name candidates for seats 5 and 6 only, not for seat ${seat}.`],
  AlreadySteward: (identityId, seat) => [`Identity ${identityId} holds seat ${seat}.`],
  AlreadyCandidate: (identityId, seat) => [`Identity ${identityId} stands for seat ${seat} already.`],
  AlreadyNamed: (identityId, seat) => [`Identity ${identityId} is named for seat ${seat} already.`],
  NotCandidate: (identityId, seat) => [
    `Identity ${identityId} is no candidate for seat ${seat}.`,
    'It must stand itself, and for seats 5 and 6 be named by an institution.',
  ],
  AlreadyVoted: (identityId) => [`Identity ${identityId} has voted or signed already.`],
  SeatVacant: (seat) => [`Nobody holds seat ${seat}.`],
  NotSteward: (account) => [`${account} holds no seat of the board.`],
  DepositResting: (_, until) => [`The deposit is held, or rests after a hold or a ruling, until ${utc(until)}.`],
  AlreadyTakenDown: () => ['The deposit is taken down already.'],
  ReasonMissing: () => ['Say why: the reason is kept in the audit log.'],
  NothingToLift: () => ['The deposit is neither held nor taken down.'],
} satisfies RefusalTable;
