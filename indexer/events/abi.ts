import type { Abi } from 'viem';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { consentRegistryAbi } from '../../protocol/abi/ConsentRegistry.ts';
import { contributionCreditsAbi } from '../../protocol/abi/ContributionCredits.ts';
import { depositLogAbi } from '../../protocol/abi/DepositLog.ts';
import { expertRegistryAbi } from '../../protocol/abi/ExpertRegistry.ts';
import { identityRegistryAbi } from '../../protocol/abi/IdentityRegistry.ts';
import { mixturePolicyAbi } from '../../protocol/abi/MixturePolicy.ts';
import { modelRegistryAbi } from '../../protocol/abi/ModelRegistry.ts';
import { operatorRegistryAbi } from '../../protocol/abi/OperatorRegistry.ts';
import { receiptBookAbi } from '../../protocol/abi/ReceiptBook.ts';
import { spotCheckAbi } from '../../protocol/abi/SpotCheck.ts';

/** The contracts whose events the index reads. */
export const abis = {
  identityRegistry: identityRegistryAbi,
  operatorRegistry: operatorRegistryAbi,
  expertRegistry: expertRegistryAbi,
  depositLog: depositLogAbi,
  consentRegistry: consentRegistryAbi,
  receiptBook: receiptBookAbi,
  spotCheck: spotCheckAbi,
  contributionCredits: contributionCreditsAbi,
  commonsGovernor: commonsGovernorAbi,
  mixturePolicy: mixturePolicyAbi,
  modelRegistry: modelRegistryAbi,
} as const satisfies Record<string, Abi>;

export type Abis = typeof abis;
export type IndexedContract = keyof Abis;
