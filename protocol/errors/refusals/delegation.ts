import { type RefusalTable, utc } from './table.ts';

/** What the rolls that hold votes refuse. */
export const delegationRefusals = {
  DelegateFull: (delegatee, cap) => [
    `${delegatee} speaks for ${cap} voices, which is the most.`,
    'Choose someone else; below 25 voices nobody may hold a second one.',
  ],
  NotSeated: (account) => [
    `${account} has no voice in the contributor chamber now.`,
    'Active persons have one from the end of their probation on.',
  ],
  NotRegistry: (caller) => [`Only the identity registry may do this, not ${caller}.`],
  NotDelegable: () => ['Weight in the technical chamber is earned by verified work and cannot be lent.'],
  VotesExpiredSignature: (expiry) => [`The signature was good until ${utc(expiry)}.`, 'Sign again.'],
  ERC5805FutureLookup: (timepoint) => [`Votes at ${utc(timepoint)} are not known yet.`, 'Ask for a past time.'],
  FutureLookup: (timepoint) => [`Weights at ${utc(timepoint)} are not known yet.`, 'Ask for a past time.'],
  ECDSAInvalidSignature: () => ['The signature is broken.', 'Sign again.'],
  ECDSAInvalidSignatureLength: (length) => [`A signature has 65 bytes, not ${length}.`, 'Sign again.'],
  ECDSAInvalidSignatureS: () => ['The signature is not in its only valid form.', 'Sign again.'],
} satisfies RefusalTable;
