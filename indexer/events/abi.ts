import type { Abi } from 'viem';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { commonsPoolAbi } from '../../protocol/abi/CommonsPool.ts';
import { consentRegistryAbi } from '../../protocol/abi/ConsentRegistry.ts';
import { contributionCreditsAbi } from '../../protocol/abi/ContributionCredits.ts';
import { depositLogAbi } from '../../protocol/abi/DepositLog.ts';
import { disputeCourtAbi } from '../../protocol/abi/DisputeCourt.ts';
import { expertRegistryAbi } from '../../protocol/abi/ExpertRegistry.ts';
import { identityRegistryAbi } from '../../protocol/abi/IdentityRegistry.ts';
import { mixturePolicyAbi } from '../../protocol/abi/MixturePolicy.ts';
import { modelRegistryAbi } from '../../protocol/abi/ModelRegistry.ts';
import { objectionRegisterAbi } from '../../protocol/abi/ObjectionRegister.ts';
import { operatorRegistryAbi } from '../../protocol/abi/OperatorRegistry.ts';
import { readingRegisterAbi } from '../../protocol/abi/ReadingRegister.ts';
import { receiptBookAbi } from '../../protocol/abi/ReceiptBook.ts';
import { settlementAbi } from '../../protocol/abi/Settlement.ts';
import { spotCheckAbi } from '../../protocol/abi/SpotCheck.ts';
import { stewardshipBoardAbi } from '../../protocol/abi/StewardshipBoard.ts';

/** The contracts whose events the index keeps; those that no domain reads stand in the record of activity only. */
export const abis = {
  identityRegistry: identityRegistryAbi,
  operatorRegistry: operatorRegistryAbi,
  expertRegistry: expertRegistryAbi,
  depositLog: depositLogAbi,
  consentRegistry: consentRegistryAbi,
  receiptBook: receiptBookAbi,
  spotCheck: spotCheckAbi,
  settlement: settlementAbi,
  contributionCredits: contributionCreditsAbi,
  commonsGovernor: commonsGovernorAbi,
  objectionRegister: objectionRegisterAbi,
  readingRegister: readingRegisterAbi,
  mixturePolicy: mixturePolicyAbi,
  modelRegistry: modelRegistryAbi,
  commonsPool: commonsPoolAbi,
  stewardshipBoard: stewardshipBoardAbi,
  disputeCourt: disputeCourtAbi,
} as const satisfies Record<string, Abi>;

export type Abis = typeof abis;
export type IndexedContract = keyof Abis;
