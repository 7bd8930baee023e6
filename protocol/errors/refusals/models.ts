import { percent, type RefusalTable, utc } from './table.ts';

/** What the registry of models, mixtures and credits refuse. */
export const modelRefusals = {
  ModelUnknown: (modelId) => [`There is no model ${modelId}.`],
  ModelWithdrawn: (modelId) => [`Model ${modelId} is withdrawn.`],
  RunUnknown: (runId) => [`There is no run ${runId}, or it is not opened yet.`],
  WeightsMissing: () => ['The hash of the weights is missing.'],
  RunRootsMissing: () => ['A run needs the roots of its snapshot and of its consents.'],
  MixtureMismatch: (policyId, inForce) => [
    `The run names mixture ${policyId}; mixture ${inForce} is in force.`,
    'Claim a run under the mixture in force.',
  ],
  PolicyHasRun: (policyId, runId) => [
    `Mixture ${policyId} has run ${runId} already.`,
    'Wait for another mixture, or until that run was not verified in its time.',
  ],
  RunClaimedAlready: (policyId, operatorId) => [`Operator ${operatorId} claimed a run of mixture ${policyId} already.`],
  RunOpenedAlready: (runId, openedAt) => [`Run ${runId} was opened at ${utc(openedAt)} already.`],
  RunLapsed: (runId, claimedAt) => [`Run ${runId} was claimed at ${utc(claimedAt)} and not opened in its time.`],
  ConsentStale: () => ['The consents of the run are too old.', 'Take a new snapshot, then open the run.'],
  ParentCountInvalid: (count) => [`A model cannot have ${count} parents.`],
  ParentsNotAscending: () => ['Parents must be named once each, in ascending order.'],
  BaseNotParent: (baseModelId) => [`The base model ${baseModelId} must be among the parents.`],
  AttributionMissing: () => ['An adapter needs the root of its attribution.'],
  MarkMissing: (modelId) => [`No mark was named for model ${modelId}.`],
  RunAlreadySeeded: (runId) => [`Run ${runId} has its seed already.`],
  RunNotSeeded: (runId) => [`Run ${runId} has no seed yet.`, 'Draw it first.'],
  NotRunOperator: (runId, caller) => [`Run ${runId} belongs to another operator than ${caller}.`],
  RunClosed: (runId, modelId) => [`Run ${runId} ended in model ${modelId} already.`],
  RunOpen: (runId) => [`Run ${runId} is not over.`],
  RunAlreadyVerified: (runId, at) => [`Run ${runId} was verified at ${utc(at)} already.`],
  AttributionClosed: (modelId, verifiedAt) => [
    verifiedAt === 0
      ? `Shares of model ${modelId} can be claimed once verifiers have found its run in order.`
      : `Shares of model ${modelId} can be claimed some days after ${utc(verifiedAt)}, when its run was verified.`,
  ],
  ModelNamed: (modelId) => [`A case is open about model ${modelId}; its shares wait for the ruling.`],
  ContributorInactive: (identityId) => [`Identity ${identityId} is not active, so it cannot claim now.`],
  AttributionAlreadyClaimed: (modelId, contributor) => [
    `${contributor} has claimed its share of model ${modelId} already.`,
  ],
  AttributionProofInvalid: (modelId, contributor, shareBp) => [
    `The proof does not show that ${contributor} holds ${percent(shareBp)} of model ${modelId}.`,
    'Build it from the attribution on the card of the model.',
  ],
  ShareMissing: (modelId, contributor) => [`${contributor} has no share in model ${modelId}.`],
  SharesExceeded: (modelId) => [`More than the whole of model ${modelId} would be claimed.`],
  AdoptedAlready: (time) => [`A mixture was adopted at ${utc(time)} already.`, 'Try again in the next block.'],
  MixtureBoundsInvalid: () => ['The bounds of mixtures contradict each other.'],
  PlanInvalid: () => ['A number of the plan is out of its bounds: 2^26 bytes, 100 epochs, 100 %, one in two.'],
  PolicyUnknown: (policyId) => [`There is no mixture ${policyId}.`],
  RegisterCountMismatch: (registers, shares) => [`There are ${registers} registers and ${shares} shares.`],
  ShareOutOfBounds: (register, share) => [
    `Register ${register} cannot have ${percent(share)}.`,
    'Stay between the bounds.',
  ],
  ShareTooFast: (register, current, proposed) => [
    `Register ${register} cannot move from ${percent(current)} to ${percent(proposed)} at once.`,
    'Move it by smaller steps.',
  ],
  SumNotWhole: (sum) => [`The shares add up to ${percent(sum)}, not to 100 %.`],
  Soulbound: () => ['This belongs to its owner for good and cannot be moved.'],
  KindUnknown: (kind) => [`There is no credit of kind ${kind}.`],
  KindClaimed: (kind) => [`Credits of kind ${kind} are claimed, not given.`],
  CreditSettingsInvalid: () => ['The settings of credits contradict each other.'],
  HolderUnknown: (identityId) => [`There is no identity ${identityId} to hold credits.`],
  NothingToClaim: (operatorId, units) => [`Operator ${operatorId} has claimed all of its ${units} units already.`],
  BalanceFull: (lifetime) => [`The holder has ${lifetime} credits and can take no more.`],
  MintCeiling: (_, __, room, amount) => [`${amount} credits are more than the ${room} that this epoch has room for.`],
  ERC1155InvalidReceiver: (receiver) => [`${receiver} cannot hold credits.`],
  ERC1155InvalidArrayLength: (ids, values) => [`${ids} kinds were named with ${values} accounts.`],
} satisfies RefusalTable;
