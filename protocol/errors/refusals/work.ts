import { type RefusalTable, utc } from './table.ts';

/** What the beacon, the spot checks and the ledger of verified work refuse. */
export const workRefusals = {
  BeaconSettingsInvalid: () => ['The settings of the beacon contradict each other.'],
  NotAttester: (account) => [`${account} is no attester of this commons; only those take part in the beacon.`],
  TipMissing: () => ['The tip of a hash chain is missing.'],
  MemberOut: (member, until) => [`${member} kept its link back and may join again after ${utc(until)}.`],
  AlreadyRevealed: (who, round) => [`${who} has revealed in ${round} already.`],
  PreimageInvalid: (member) => [
    `This link does not belong to the chain of ${member}.`,
    'Reveal the one below its last.',
  ],
  RoundRunning: (round, current) => [`Round ${round} is not over; round ${current} runs.`],
  RoundKnown: (round) => [`Round ${round} has its value already.`],
  RoundSilent: (round) => [`Nobody revealed in round ${round}, so nobody is struck for it.`],
  WorkOperatorUnknown: (operatorId) => [`There is no operator ${operatorId}.`],
  WorkSettingsInvalid: () => ['The settings of the work ledger contradict each other.'],
  GroupNotGrown: (_, founded, units) => [
    `The group is not grown: founded at ${utc(founded)}, with ${units} units of verified work.`,
    'It needs age, work, and an active owner.',
  ],
  GroupSitsAlready: () => ['The group sits in the technical chamber already.'],
  GroupNotFounder: (_, index) => [
    `The group is number ${index} by age, so it is none of the founding ones.`,
    'Enter the lot with "tilth operator apply".',
  ],
  GroupAppliedAlready: (_, period) => [`The group takes part in the lot of period ${period} already.`],
  LotNotReady: (period, end) => [`The lot of period ${period} is known after ${utc(end)}, when the beacon has spoken.`],
  LotOver: (period) => [`Nobody is left to be drawn in period ${period}.`],
} satisfies RefusalTable;
