import { type RefusalTable, utc } from './table.ts';

const attested = 'Ask the attesting institutions for a new statement.';

/** What enrolment and the attesters' quorum refuse. */
export const identityRefusals = {
  AccountBound: (account, identityId) => [
    `${account} is enrolled already, as identity ${identityId}.`,
    'Use that identity, or enrol another account.',
  ],
  AccountMissing: () => ['An account is missing.', 'Name the account that this is for.'],
  TagUsed: (_, identityId) => [
    `This person is enrolled already, as identity ${identityId}.`,
    'To use another account, ask for a change of key instead.',
  ],
  TagMismatch: () => ['The statement speaks of someone else.', attested],
  StatementEnded: (validUntil) => [`The statement was good until ${utc(validUntil)}.`, attested],
  NotLater: (current, proposed) => [
    `The enrolment runs until ${utc(current)} already; the statement says ${utc(proposed)}.`,
    'Renew with a statement that runs longer.',
  ],
  IdentityUnknown: (identityId) => [`There is no identity ${identityId}.`],
  IdentityStatusInvalid: (identityId, status) => [`Identity ${identityId} is in state ${status}, which forbids this.`],
  KindInvalid: (kind, vouched) => [`An identity of kind ${kind} was asked for, and kind ${vouched} is vouched for.`],
  WeekFull: (limit) => [`${limit} joined this week, which is the most.`, 'Try again next week.'],
  QuotaSpent: (slot, limit) => [
    `The attester in slot ${slot} has signed ${limit} new seats in this quarter, which is its most.`,
    'Have more attesters sign: a statement with two above the quorum is free of this.',
  ],
  StatementDiscredited: (good, needed) => [
    `${good} attesters in good standing stand behind this; ${needed} are needed.`,
    attested,
  ],
  DiscreditInvalid: (slot, since) => [`The attester in slot ${slot} cannot be discredited since ${utc(since)}.`],
  RenewalEarly: (identityId, opensAt) => [
    `Until ${utc(opensAt)} only the account of identity ${identityId} may renew it.`,
  ],
  DoubleInvalid: (first, second) => [`Identity ${second} cannot be called the double of ${first}.`],
  SchemeNotAllowed: (scheme) => [`Statements of ${scheme} are not accepted here.`, 'Use an accepted scheme.'],
  SchemeInvalid: (scheme) => [`${scheme} cannot be a scheme.`],
  SuspensionInvalid: (until, latest) => [
    `A suspension until ${utc(until)} is not possible; the latest is ${utc(latest)}.`,
  ],
  RekeyPending: (identityId, account) => [`A change of identity ${identityId} to ${account} waits already.`],
  RekeyRefused: (identityId, account) => [`Identity ${identityId} refused to move to ${account}.`],
  RekeyNotReady: (identityId, readyAt) =>
    readyAt === 0n
      ? [`No change of key waits for identity ${identityId}.`, 'Request one first.']
      : [`The change of key of identity ${identityId} is possible from ${utc(readyAt)}.`],
  NotIdentityAccount: (identityId, caller) => [`${caller} is not the account of identity ${identityId}.`],
  AttestationExpired: (validUntil) => [`The attestation was good until ${utc(validUntil)}.`, attested],
  AttestationInvalid: (signer) => [`The attestation is not signed by ${signer}.`, attested],
  AttesterInvalid: (attester) => [`${attester} cannot be an attester.`],
  AttesterUnknown: (signer) => [`${signer} is not an attester of this commons.`, attested],
  AttestersTooFew: (signers, quorum) => [`${signers} attesters signed; ${quorum} are needed.`, attested],
  EvidenceMalformed: (length) => [`The evidence cannot be read (${length} bytes).`, attested],
  TooManyReplaced: (limit) => [`${limit} attesters were replaced in this quarter, which is the most.`],
  SlotsExhausted: () => ['All slots of attesters were given.', 'Vote for a new set of attesters.'],
  QuorumImpossible: (attesters, quorum) => [`${quorum} of ${attesters} attesters cannot be a quorum.`],
  SignaturesMismatch: (signers, signatures) => [`${signers} attesters are named, with ${signatures} signatures.`],
  SignersUnordered: () => ['Attesters must be named once each, in ascending order.'],
} satisfies RefusalTable;
