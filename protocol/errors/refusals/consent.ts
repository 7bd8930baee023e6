import type { RefusalTable } from './table.ts';

/** What ConsentRegistry and DepositLog refuse. */
export const consentRefusals = {
  AlreadyWithdrawn: (deposit) => [`The deposit ${deposit} is withdrawn already.`, 'A withdrawal is for good.'],
  ConsentSignatureInvalid: (depositor) => [
    `The signature is not one of ${depositor}.`,
    'Sign with the account that made the deposit, on the chain of this commons.',
  ],
  TierUnknown: (tier) => [`There is no consent tier with the number ${tier}.`],
  NonceStale: (last) => [
    `A newer decision about this deposit stands already (number ${last}).`,
    'Read the deposit again, then sign a new decision.',
  ],
  LogNotGrown: (logId, current, proposed) => [
    `Log ${logId} holds ${current} deposits; a head with ${proposed} adds nothing.`,
    'Read the newest head before anchoring.',
  ],
  RootMissing: () => ['A root is missing.'],
  FaultKnown: (logId) => [`This fault of log ${logId} is proven already.`],
  HeadNotAnchored: (logId, size) => [`Log ${logId} never anchored this head of ${size} deposits.`],
  HeadSignatureInvalid: (signer, size) => [`The head of ${size} deposits is not signed by ${signer}.`],
  HeadsAgree: (logId) => [`The two heads of log ${logId} agree, so they prove no fault.`],
  HeadsNotInChain: (logId) => [`These heads are not in the chain of what log ${logId} anchored.`],
  LogClosed: (logId) => [`Log ${logId} is closed by a proven fault, and takes no more heads.`],
  LogOpen: (logId) => [`Log ${logId} is not closed.`],
  SizesDiffer: (a, b) => [`The heads have different sizes (${a} and ${b}), so they cannot be compared as they are.`],
  LeavesAgree: (index) => [`Both heads hold the same deposit at place ${index}, so they prove no fault.`],
  LeafNotIncluded: (_, index, size) => [`The path does not lead from place ${index} to the head of ${size} deposits.`],
  SignerForeign: (signer, id) => [`${signer} does not sign for operator ${id}.`],
} satisfies RefusalTable;
