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
  StillValid: (identityId, validUntil) => [`Identity ${identityId} is good until ${utc(validUntil)}.`],
  IdentityUnknown: (identityId) => [`There is no identity ${identityId}.`],
  IdentityStatusInvalid: (identityId, status) => [`Identity ${identityId} is in state ${status}, which forbids this.`],
  KindInvalid: (kind, vouched) => [`An identity of kind ${kind} was asked for, and kind ${vouched} is vouched for.`],
  EnrolmentClosed: (opensAt) => [`Enrolment opens at ${utc(opensAt)}.`],
  SchemeNotAllowed: (scheme) => [`Statements of ${scheme} are not accepted here.`, 'Use an accepted scheme.'],
  SchemeInvalid: (scheme) => [`${scheme} cannot be a scheme.`],
  AnchorTaken: (scheme) => [`${scheme} is the anchoring scheme already.`],
  AlreadySupported: (identityId, scheme) => [`Identity ${identityId} is supported by ${scheme} already.`],
  SuspensionInvalid: (until, latest) => [
    `A suspension until ${utc(until)} is not possible; the latest is ${utc(latest)}.`,
  ],
  NotReinstatable: (identityId, until) => [`Identity ${identityId} stays suspended until ${utc(until)}.`],
  RekeyPending: (identityId, account) => [`A change of identity ${identityId} to ${account} waits already.`],
  RekeyRefused: (identityId, account) => [`Identity ${identityId} refused to move to ${account}.`],
  RekeyNotReady: (identityId, readyAt) =>
    readyAt === 0n
      ? [`No change of key waits for identity ${identityId}.`, 'Request one first.']
      : [`The change of key of identity ${identityId} is possible from ${utc(readyAt)}.`],
  NotIdentityAccount: (identityId, caller) => [`${caller} is not the account of identity ${identityId}.`],
  CourtFrozen: (court) => [`The court is fixed: ${court}.`],
  CourtInvalid: (court) => [`${court} is not a contract.`],
  NotCourt: (caller) => [`Only the court may do this, not ${caller}.`],
  NotDeployer: (caller) => [`Only the deployer may do this, not ${caller}.`],
  AttestationExpired: (validUntil) => [`The attestation was good until ${utc(validUntil)}.`, attested],
  AttestationInvalid: (signer) => [`The attestation is not signed by ${signer}.`, attested],
  AttesterInvalid: (attester) => [`${attester} cannot be an attester.`],
  AttesterUnknown: (signer) => [`${signer} is not an attester of this commons.`, attested],
  AttestersTooFew: (signers, quorum) => [`${signers} attesters signed; ${quorum} are needed.`, attested],
  EvidenceMalformed: (length) => [`The evidence cannot be read (${length} bytes).`, attested],
  QuorumImpossible: (attesters, quorum) => [`${quorum} of ${attesters} attesters cannot be a quorum.`],
  SignaturesMismatch: (signers, signatures) => [`${signers} attesters are named, with ${signatures} signatures.`],
  SignersUnordered: () => ['Attesters must be named once each, in ascending order.'],
} satisfies RefusalTable;
