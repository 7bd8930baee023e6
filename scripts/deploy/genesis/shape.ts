import { z } from 'zod';
import { address, bytes32 } from '../../../protocol/scalars.ts';

const WHOLE = 10_000;

const basisPoints = z.int().min(0).max(WHOLE);
const seconds = z.int().positive();
const count = z.int().positive();
const ruleset = z.strictObject({
  peopleQuorum: basisPoints,
  technicalQuorum: basisPoints,
  majority: basisPoints,
  delay: seconds,
  /** Share of an active chamber whose votes against stop a proposal that needs no quorum; 0 elsewhere. */
  objection: basisPoints,
});

/** The shape of a genesis: every setting of every contract, in the order of their deployment. */
export const genesisShape = z.strictObject({
  profile: z.enum(['local', 'production']),
  /** What no vote can move. */
  constitution: z.strictObject({
    textHash: bytes32,
    minShareFloor: basisPoints,
    maxShareCap: basisPoints,
    maxShareStep: basisPoints,
    minPeopleQuorum: basisPoints,
    minTechnicalQuorum: basisPoints,
    minDelay: seconds,
    minVotingDelay: seconds,
    minVotingPeriod: seconds,
    peopleToActivate: count,
    groupsToActivate: count,
    minCommonsFloor: count,
    maxConsentAge: seconds,
    maxPeopleQuorum: basisPoints,
    maxTechnicalQuorum: basisPoints,
    minObjection: basisPoints,
    maxObjection: basisPoints,
    maxVotingDelay: seconds,
    maxVotingPeriod: seconds,
    minLateExtension: seconds,
    minDraftWindow: seconds,
    maxDraftWindow: seconds,
    minSponsors: count,
    maxSponsors: count,
    maxLiveEach: count,
    minLive: count,
    maxLive: count,
  }),
  attesters: z.strictObject({ accounts: z.array(address).min(1), quorum: count }),
  identities: z.strictObject({
    delegateCap: count,
    delegationTerm: seconds,
    rekeyDelay: seconds,
    maxSuspension: seconds,
  }),
  /** `minStake` is in wei, as text because it exceeds safe integers. */
  operators: z.strictObject({ minStake: z.string().regex(/^\d+$/), unbondingPeriod: seconds }),
  consents: z.strictObject({ epoch: seconds }),
  work: z.strictObject({
    window: seconds,
    groupCap: basisPoints,
    epoch: seconds,
    epochCeiling: count,
    /** Units of a group in the window below which it has no weight. */
    minimumUnits: z.int().nonnegative(),
  }),
  spotChecks: z.strictObject({ verdictsNeeded: count, challengeWindow: seconds }),
  settlement: z.strictObject({ window: seconds }),
  credits: z.strictObject({ halfLife: seconds, epoch: seconds, epochCeiling: count }),
  models: z.strictObject({ maxConsentAge: seconds }),
  commons: z.strictObject({ period: seconds, floor: count, reserve: basisPoints }),
  mixture: z.strictObject({
    registers: z.array(z.string().min(1)).min(1),
    shares: z.array(basisPoints).min(1),
    floor: basisPoints,
    cap: basisPoints,
    maxStep: basisPoints,
  }),
  governance: z.strictObject({
    votingDelay: seconds,
    votingPeriod: seconds,
    lateExtension: seconds,
    /** How long a draft looks for sponsors. */
    draftWindow: seconds,
    peopleSponsors: count,
    operatorSponsors: count,
    /** Live proposals that one identity may stand behind, and all together. */
    liveEach: count,
    liveTotal: count,
    readingGap: seconds,
    deadlockGap: seconds,
    deadlockPause: seconds,
    deadlockTurnout: basisPoints,
    /** Shares of people whose objection begins to extend the timelock, and asks for a second reading. */
    objectionLow: basisPoints,
    objectionHigh: basisPoints,
    minExtension: seconds,
    maxExtension: seconds,
  }),
  rules: z.strictObject({ routine: ruleset, ordinary: ruleset, structural: ruleset, constitutional: ruleset }),
  board: z.strictObject({
    term: seconds,
    nominationPeriod: seconds,
    votePeriod: seconds,
    holdPeriod: seconds,
    holdCooldown: seconds,
    approvals: count,
  }),
  court: z.strictObject({
    sponsorPeriod: seconds,
    conciliationPeriod: seconds,
    drawPeriod: seconds,
    commitPeriod: seconds,
    revealPeriod: seconds,
    appealPeriod: seconds,
    chamberPeriod: seconds,
    executionPeriod: seconds,
    filingBar: seconds,
    maxInterim: seconds,
    /** A suspension this long counts as expulsion, which only the chambers decide. */
    expulsionFrom: seconds,
    sponsors: z.int().nonnegative(),
    panelSize: count,
    /** Candidates that one draw looks at. */
    tries: count,
    jurorCredit: z.int().nonnegative(),
  }),
});

/** All parameters that a commons is born with. */
export type Genesis = z.infer<typeof genesisShape>;
