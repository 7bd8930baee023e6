import { z } from 'zod';
import { planSchema } from '../../../protocol/blocks/snapshot.ts';
import { address, bytes32 } from '../../../protocol/scalars.ts';

const WHOLE = 10_000;

const basisPoints = z.int().min(0).max(WHOLE);
const seconds = z.int().positive();
const time = z.int().nonnegative();
const count = z.int().positive();
const ruleset = z.strictObject({
  /** Share of the voices that must vote for or abstain, and never fewer than `peopleLeast`. */
  peopleQuorum: basisPoints,
  peopleLeast: z.int().nonnegative(),
  /** Share of the groups in the chamber that must vote for, and never fewer than two. */
  technicalHeads: basisPoints,
  /** 6,667 means exactly two thirds. */
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
    minTechnicalHeads: basisPoints,
    minDelay: seconds,
    minVotingDelay: seconds,
    minVotingPeriod: seconds,
    peopleToActivate: count,
    groupsToActivate: count,
    minCommonsFloor: count,
    maxConsentAge: seconds,
    maxPeopleQuorum: basisPoints,
    maxTechnicalHeads: basisPoints,
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
  /** Seconds of a round, and for how long who withheld a preimage is out. */
  beacon: z.strictObject({ round: seconds, ban: seconds }),
  identities: z.strictObject({
    /** The most voices of one delegate, its own included, however large the commons. */
    mostVoices: count,
    delegationTerm: seconds,
    rekeyDelay: seconds,
    maxSuspension: seconds,
    /** How long a new member waits for a voice, and the first members who do not. */
    probation: time,
    founders: count,
    /** Part of the seats that may be added in a week, and in a quarter by one attester, who may always add a few. */
    weeklyRate: basisPoints,
    attesterQuota: basisPoints,
    leastQuota: count,
  }),
  operators: z.strictObject({
    /** In wei, as text because it exceeds safe integers. */
    minStake: z.string().regex(/^\d+$/),
    /**
     * How many epochs of work at a group's ceiling that stake would pay for, as whoever founds the commons judges it. No contract
     * reads it: it ties a coin to work so that the check of the stake means something.
     */
    stakeWorth: count,
    unbondingPeriod: seconds,
  }),
  work: z.strictObject({
    window: seconds,
    epoch: seconds,
    epochCeiling: count,
    /** Units that any group may earn in an epoch, whatever its past. */
    startUnits: count,
    /** Units of a group in the window from which it may enter the technical chamber, and keeps its seat. */
    minimumUnits: count,
    /** Age of a group at which it has weight, and from which each further step counts. */
    stepAge: time,
    maxWeight: count,
    founders: count,
    entryPeriod: seconds,
    /** Groups at which the ledger's chamber is open. */
    groupsToOpen: count,
  }),
  spotChecks: z.strictObject({
    commitPeriod: seconds,
    revealPeriod: seconds,
    challengeWindow: seconds,
    panel: count,
    largePanel: count,
    recheck: basisPoints,
    falseVerdict: basisPoints,
    strikes: count,
    strikePeriod: seconds,
    debitPeriod: seconds,
  }),
  credits: z.strictObject({ halfLife: seconds, epoch: seconds, epochCeiling: count }),
  models: z.strictObject({
    maxConsentAge: seconds,
    challengeWindow: seconds,
    /** For how long after its opening, and again after its closing, a run keeps others of its policy away. */
    runLife: seconds,
    runCeiling: count,
  }),
  commons: z.strictObject({
    /** A member's right is a floor a day; unused ones add up to at most `period`. */
    day: seconds,
    period: seconds,
    floor: count,
    reserve: basisPoints,
    /** Pledges and tested headroom over all floors, below which the floor may not rise. */
    range: z.int().min(WHOLE),
    /** Units a day that a pledge counts without any verified work. */
    untested: z.int().nonnegative(),
  }),
  mixture: z.strictObject({
    registers: z.array(z.string().min(1)).min(1),
    shares: z.array(basisPoints).min(1),
    /** What a run draws of the texts until a vote decides another plan. */
    plan: planSchema,
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
    /** Persons, or owners of groups in the chamber, whose sponsorship opens a place. */
    peopleSponsors: count,
    operatorSponsors: count,
    /** Live proposals that one identity may stand behind. */
    liveEach: count,
    /** Places of the people and of the operators beside one for constitutional matters and one for court and board. */
    peoplePlaces: count,
    operatorPlaces: count,
    /** How long the sponsors of a proposal without support wait. */
    coolDown: seconds,
    readingGap: seconds,
    deadlockGap: seconds,
    deadlockPause: seconds,
    deadlockTurnout: basisPoints,
    /** Shares of people whose objection begins to extend the timelock, and asks for a second reading. */
    objectionLow: basisPoints,
    objectionHigh: basisPoints,
    minExtension: seconds,
    maxExtension: seconds,
    /** How long a decision may be carried out, and the delay of weighty ones while a chamber has fallen. */
    executionWindow: seconds,
    fallenDelay: seconds,
  }),
  /** Who may delay a queued decision, or cancel it once; never an attester. */
  guardian: z.strictObject({ accounts: z.array(address).min(1), quorum: count, term: seconds, delay: seconds }),
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
    /** What a panel may take alone, and what silence of the chambers falls back to. */
    panelPower: seconds,
    sponsors: z.int().nonnegative(),
    panelSize: count,
    appealSize: count,
    /** Candidates that one draw looks at. */
    tries: count,
    jurorCredit: z.int().nonnegative(),
  }),
});

/** All parameters that a commons is born with. */
export type Genesis = z.infer<typeof genesisShape>;
