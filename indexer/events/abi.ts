import { loadAbis } from '../../protocol/abi/abis.ts';

const INDEXED = [
  'identityRegistry',
  'operatorRegistry',
  'expertRegistry',
  'depositLog',
  'consentRegistry',
  'receiptBook',
  'spotCheck',
  'settlement',
  'contributionCredits',
  'commonsGovernor',
  'objectionRegister',
  'readingRegister',
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
