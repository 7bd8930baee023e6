import { percent, type RefusalTable, utc } from './table.ts';

/** What the registry of operators and the pool of the commons refuse. */
export const operatorRefusals = {
  IdentityTaken: (identityId) => [`Identity ${identityId} is an operator already.`],
  GroupConsentInvalid: (ownerId, memberId) => [
    `Identity ${ownerId} did not consent that ${memberId} works for its group.`,
    'Ask for "tilth identity consent" from the account that owns the group now.',
  ],
  GroupUnknown: () => ['There is no such group.', 'Its owner must be an operator first.'],
  StakeLow: (stake, minimum) => [`A stake of ${stake} wei is too low; ${minimum} wei are needed.`],
  NotOperator: (account) => [`${account} is not an operator.`, 'Register it first.'],
  OperatorInactive: (operatorId) => [
    `Operator ${operatorId} is not active.`,
    'Its identity must be in force and its stake whole and not being taken back.',
  ],
  OperatorUnknown: (operatorId) => [`There is no operator ${operatorId}.`],
  NodeKnown: (_, operatorId) => [`This node is bound to operator ${operatorId} already.`],
  NodeUnknown: () => ['This node is not bound to the operator.', 'Bind it first.'],
  NodeSignatureInvalid: (_, account) => [
    `The node's key did not sign for ${account}.`,
    'Start the node with this account.',
  ],
  PeerIdInvalid: () => ['The peer id does not belong to the key.'],
  KeyInvalid: (length) => [`A key of ${length} bytes is not accepted.`],
  AlreadyUnbonding: (_, unbondAt) => [`The stake is being taken back and is free at ${utc(unbondAt)}.`],
  StakeLocked: (operatorId, unbondAt) =>
    unbondAt === 0n
      ? [`The stake of operator ${operatorId} is bound.`, 'Unbond it first, then wait.']
      : [`The stake of operator ${operatorId} is free at ${utc(unbondAt)}.`],
  StakeEmpty: (operatorId) => [`Operator ${operatorId} has no stake left.`],
  StakeHeld: (operatorId, until) => [`A case holds the stake of operator ${operatorId} until ${utc(until)}.`],
  ShareInvalid: (shareBp) => [`${percent(shareBp)} of a stake cannot be taken.`],
  RefundFailed: (account) => [`${account} does not take the money.`],
  AllotmentExceeded: () => ['The member has less left of its floor than the voucher asks for.'],
  NothingToRedeem: () => ['These units are redeemed already.'],
  NotMember: (...[who]) => [`${who ?? 'The signer'} is not an active member.`],
  NotVoucherOperator: () => ['The voucher is for another operator.'],
  VoucherSignatureInvalid: () => ["The voucher is not signed by the member's account."],
  LengthMismatch: (vouchers, signatures) => [`${vouchers} vouchers came with ${signatures} signatures.`],
  PledgeKept: (operatorId) => [`Operator ${operatorId} is active, so its pledge stays.`],
  PledgeMissing: (operatorId) => [`Operator ${operatorId} has pledged nothing.`],
  DayOutOfReach: (day) => [`What was served on day ${day} cannot be counted now.`],
  RangeTooSmall: (range, needed) => [
    `Pledges and what was tested are ${percent(range)} of all floors; ${percent(needed)} are needed.`,
    'Find operators who pledge more, or keep the floor as it is.',
  ],
  FloorBelowMinimum: (floor, minimum) => [`A floor of ${floor} units is below the minimum of ${minimum}.`],
  MinimumNotHigher: (current) => [`The minimum can only rise above ${current} units.`],
  ReserveOutOfBounds: (reserve) => [`A reserve of ${percent(reserve)} is not allowed.`],
  CommonsSettingsInvalid: () => ['The settings of the pool contradict each other.'],
} satisfies RefusalTable;
