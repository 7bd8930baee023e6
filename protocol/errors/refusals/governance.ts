import { type RefusalTable, utc } from './table.ts';

const STATES = ['pending', 'active', 'cancelled', 'defeated', 'passed', 'queued', 'expired', 'executed'] as const;
const state = (number: number) => STATES[number] ?? `in state ${number}`;

/** What the governor and its registers refuse. */
export const governanceRefusals = {
  NoVotes: (who, when) => [
    `${typeof who === 'string' ? who : `Identity ${who}`} has no vote in this: its weight at ${utc(when)} was nothing.`,
    'Who joins, or earns weight by verified work, after a vote was opened takes part in the next one.',
  ],
  IdentityInactive: (account, identityId) => [
    identityId === 0n ? `${account} is not enrolled.` : `Identity ${identityId} of ${account} is not active.`,
    'Enrol, or renew the enrolment, with an attesting institution first.',
  ],
  GovernorAlreadyCastVote: (voter) => [`${voter} has voted on this proposal already.`, 'A vote cannot be changed.'],
  GovernorNonexistentProposal: (proposalId) => [
    `There is no proposal ${proposalId}.`,
    'Copy its number from the governance page or the index.',
  ],
  GovernorUnexpectedProposalState: (proposalId, current) => [
    `Proposal ${proposalId} is ${state(current)}, and this cannot be done to it now.`,
    'Look at its state: votes are cast while it is active, it is queued once passed, executed once queued.',
  ],
  GovernorInvalidSignature: (voter) => [
    `The ballot is not signed by ${voter}, or it was used already.`,
    'Sign it again: a ballot counts once, on one chain, for one proposal.',
  ],
  InvalidAccountNonce: (account, current) => [
    `The signature of ${account} was used already, or another came before it (next number: ${current}).`,
    'Sign again.',
  ],
  GovernorInvalidVoteType: () => ['A vote is against (0), for (1) or abstain (2).'],
  GovernorInvalidVoteParams: () => ['The extra data of the vote is not understood.', 'Vote without extra data.'],
  GovernorInvalidProposalLength: (targets, calldatas, values) => [
    `A proposal needs as many targets (${targets}) as calls (${calldatas}) and values (${values}), at least one.`,
  ],
  GovernorRestrictedProposer: (proposer) => [
    `The description reserves this proposal for another account than ${proposer}.`,
    'End it with #proposer= and your own address, or leave that out.',
  ],
  GovernorInsufficientProposerVotes: (proposer, votes, threshold) => [
    `${proposer} has ${votes} votes; ${threshold} are needed to propose.`,
  ],
  GovernorUnableToCancel: (proposalId, account) => [
    `${account} cannot cancel proposal ${proposalId}.`,
    'Only its proposer can, before its vote opens.',
  ],
  GovernorAlreadyQueuedProposal: (proposalId) => [`Proposal ${proposalId} is queued already.`],
  GovernorProposalQueueingFailed: (proposalId) => [`Proposal ${proposalId} could not be queued.`],
  GovernorProposalQueueingNotRequired: (proposalId) => [`Proposal ${proposalId} needs no waiting time: execute it.`],
  GovernorOnlyExecutor: (account) => [`Only a passed proposal may do this, not ${account}.`, 'Propose it.'],
  GovernorDisabledDeposit: () => ['The governor takes no money and no tokens.'],
  GovernorInvalidVotingPeriod: (period) => [`A voting period of ${period} seconds is not allowed.`],
  AlreadySponsor: (_, identityId) => [`Identity ${identityId} supports this already.`],
  SponsorsMissing: (_, people, operators) => [
    `The proposal lacks sponsors: ${people} persons and ${operators} operators support it so far.`,
    'Ask other members to sponsor it, then propose it again with the same words.',
  ],
  SponsorIneligible: (account) => [
    `${account} cannot sponsor.`,
    'Sponsors are active persons, and operators with verified work.',
  ],
  TooManyLiveEach: (identityId, limit) => [
    `Identity ${identityId} stands behind ${limit} open proposals, which is the most.`,
    'It may stand behind another when the vote of one of them is over.',
  ],
  DraftClosed: (proposalId) => [`The time to sponsor draft ${proposalId} is over.`, 'Word it anew.'],
  DraftCollides: (proposalId) => [`Draft ${proposalId} cannot be kept under this number.`, 'Word it anew.'],
  SponsorSignatureInvalid: (account) => [`The sponsorship is not signed by ${account}.`, 'Have it signed again.'],
  GroupSponsored: (proposalId) => [`The group of this operator stands behind draft ${proposalId} already.`],
  SponsorCooling: (identityId, until) => [
    `Identity ${identityId} stood behind a proposal that hardly anybody wanted, and rests until ${utc(until)}.`,
  ],
  NoPlace: (_, better) => [
    `No place is free for it: ${better} waiting drafts have more sponsors, or all places are taken.`,
    'Find more sponsors, or wait until a vote is over.',
  ],
  NotOver: (proposalId) => [`The vote of proposal ${proposalId} is not over.`],
  CallsPaused: (_, until) => [
    'These calls were refused several times and rest.',
    `They may be proposed again after ${utc(until)}.`,
  ],
  CodeChanged: (proposalId) => [
    `A contract that proposal ${proposalId} calls is not the one that was voted on.`,
    'Propose it again, so that members vote on what is there now.',
  ],
  ProposalNotReady: (proposalId, eta) => [
    `Proposal ${proposalId} waits until ${utc(eta)}.`,
    'Members may object until then; execute it afterwards.',
  ],
  ChamberUnknown: (chamber) => [`There is no chamber ${chamber}.`, 'Contributors are chamber 0, operators chamber 1.'],
  GuardianInvalid: () => ['The accounts, quorum or term of the guardian contradict each other.'],
  NotGuardian: (caller) => [`${caller} is none of the guardian's accounts.`],
  GuardianEnded: (endedAt) => [`The power of the guardian ended at ${utc(endedAt)}.`],
  AlreadyApproved: () => ['This account, or this steward, has agreed to it already.', 'It takes others now.'],
  AlreadyDone: () => ['The guardian has done this to the decision before.', 'It can delay or cancel it once.'],
  RenewalInvalid: (until) => [
    `The guardian cannot be renewed until ${utc(until)}.`,
    'Name a later time within one term.',
  ],
  NotTimelock: (caller) => [`Only a passed proposal may do this, not ${caller}.`, 'Propose it.'],
  DelayFixed: () => ['The least delay of the timelock is fixed.'],
  TimelockFixed: () => ['The timelock of the commons is fixed.'],
  GovernorSettingsInvalid: () => ['The settings of the governor contradict each other.'],
  DecisionSettingsInvalid: () => ['The settings of objections and readings contradict each other.'],
  AlreadyBound: () => ['The table of rights is fixed already.'],
  AuthorityInvalid: () => ['The table of rights names what it cannot hold.'],
  BindingClosed: () => ['Classes of calls are bound once, at birth; afterwards only a vote moves them.'],
  NotDeployer: (caller) => [`Only the deployer may do this, not ${caller}.`],
  RelayDisabled: () => ['The governor relays no calls.', 'Propose them.'],
  AlreadyObjected: (proposalId, identityId) => [`Identity ${identityId} has objected to ${proposalId} already.`],
  ObjectionClosed: (proposalId, current) => [
    `Proposal ${proposalId} is ${state(current)}; objections are taken only between its passing and its execution.`,
  ],
  ObjectorInvalid: (account) => [`${account} cannot object.`, 'Only enrolled, active persons can.'],
  SecondReadingNeeded: (proposalId) => [
    `Proposal ${proposalId} needs a second reading: the same calls must pass another, later vote.`,
    'Record this reading, then propose the same calls again after the gap.',
  ],
  NotPassed: (proposalId, current) => [`Proposal ${proposalId} is ${state(current)}, so it is no reading.`],
  NotRefused: (proposalId) => [`The technical chamber alone did not refuse proposal ${proposalId}.`],
  ReadingSpent: (proposalId, at) => [`The vote of ${proposalId} is older than the execution at ${utc(at)}.`],
  RefusalKnown: (proposalId) => [`The refusal of proposal ${proposalId} is recorded already.`],
  NotGovernor: (caller) => [`Only the governor may do this, not ${caller}.`],
  LimitsInvalid: () => ['The constitution does not allow these limits.'],
  SettingOutOfBounds: (low, high, proposed) => [
    `${proposed} is outside what the constitution allows: ${low} to ${high}.`,
    'Propose a value in between.',
  ],
  ClassFixed: (target) => [`How calls of ${target} are decided is fixed.`],
  ClassUnknown: (number) => [`There is no class of decisions with the number ${number}.`],
  RulesetOutOfBounds: (number) => [`The rules for class ${number} break the constitution's limits.`],
  RulesetUnknown: (rulesetId) => [`There is no ruleset ${rulesetId}.`],
  TimelockInsufficientDelay: (delay, least) => [`A delay of ${delay} s is too short; ${least} s are needed.`],
  TimelockInvalidOperationLength: () => ['Targets, calls and values of the operation do not match.'],
  TimelockUnauthorizedCaller: (caller) => [`${caller} may not use the timelock.`, 'Go through the governor.'],
  TimelockUnexecutedPredecessor: () => ['An earlier operation must be executed first.'],
  TimelockUnexpectedOperationState: () => [
    'The waiting time is not over, or the operation is done already.',
    'Look at the state of the proposal.',
  ],
  FailedCall: () => ['A call of the proposal failed without a reason.'],
} satisfies RefusalTable;
