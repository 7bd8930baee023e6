import type { RefusalTable } from './table.ts';

/** What the book of sealed receipts and the registry of experts refuse. */
export const receiptRefusals = {
  AlreadySealed: (operatorId, epoch) => [`Operator ${operatorId} has sealed epoch ${epoch} already.`],
  AlreadyProven: (operatorId, epoch) => [`A fault of operator ${operatorId} in epoch ${epoch} is proven already.`],
  EpochOutOfReach: (epoch, current) => [
    `Epoch ${epoch} cannot be sealed in epoch ${current}.`,
    'Seal the work of an epoch soon after its end.',
  ],
  PathLengthInvalid: (length, count) => [`A path of ${length} steps does not fit ${count} receipts.`],
  ReceiptEpochInvalid: () => ['The receipt belongs to another epoch.'],
  ReceiptNotSealed: () => ['The path does not lead from this receipt to the sealed root.'],
  SamePlace: () => ['Both places are the same, so nothing is sealed twice.'],
  SameRoot: () => ['The two roots are the same, so they prove no fault.'],
  SealEmpty: (_, count) => [`A seal needs a root and receipts, not ${count}.`],
  SealSignatureInvalid: (signer) => [`The root is not signed by ${signer}.`],
  SealUnknown: (operatorId, epoch) => [`Operator ${operatorId} has sealed no epoch ${epoch}.`],
  SealerInactive: (account) => [`${account} has no active identity, so it cannot seal.`],
  ExpertUnknown: (expertId) => [`There is no expert ${expertId}.`],
  ExpertIsRetired: (expertId) => [`Expert ${expertId} is retired.`],
  NotExpertOperator: (expertId, caller) => [`${caller} is not the operator of expert ${expertId}.`],
  ManifestMissing: () => ['An expert needs a manifest.'],
  MetadataKeyReserved: (key) => [`The name ${key} is reserved.`],
  AccountCurrent: (expertId, account) => [`Expert ${expertId} acts by ${account} already.`],
  ProfileFixed: (expertId) => [`The profile of expert ${expertId} for this model is fixed.`],
  ProfileInvalid: (expertId) => [`The profile of expert ${expertId} for this model contradicts itself.`],
} satisfies RefusalTable;
