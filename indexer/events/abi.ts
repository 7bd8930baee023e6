import { loadAbis } from '../../protocol/abi/abis.ts';

const INDEXED = [
  'attesterQuorum',
  'beacon',
  'auditLog',
  'identityRegistry',
  'operatorRegistry',
  'expertRegistry',
  'depositLog',
  'consentRegistry',
  'receiptBook',
  'spotCheck',
  'workLedger',
  'contributionCredits',
  'commonsGovernor',
  'agenda',
  'decisionRegister',
  'guardian',
  'ruleBook',
  'mixturePolicy',
  'modelRegistry',
  'commonsPool',
  'stewardshipBoard',
  'disputeCourt',
] as const;

/** The contracts whose events the index keeps; those that no domain reads stand in the record of activity only. */
export const abis = await loadAbis(INDEXED);

export type Abis = typeof abis;
export type IndexedContract = keyof Abis;
