import type { Abi } from 'viem';
import type { ContractName } from '../../protocol/deployment.ts';

/** Loads a contract's ABI when it is first needed; a node that never votes never parses the governor's. */
export const loadAbi: Readonly<Record<ContractName, () => Promise<Abi>>> = {
  accessManager: async () => (await import('../../protocol/abi/AccessManager.ts')).accessManagerAbi,
  attesterQuorum: async () => (await import('../../protocol/abi/AttesterQuorum.ts')).attesterQuorumAbi,
  identityRegistry: async () => (await import('../../protocol/abi/IdentityRegistry.ts')).identityRegistryAbi,
  contributorRoll: async () => (await import('../../protocol/abi/ContributorRoll.ts')).contributorRollAbi,
  operatorRegistry: async () => (await import('../../protocol/abi/OperatorRegistry.ts')).operatorRegistryAbi,
  expertRegistry: async () => (await import('../../protocol/abi/ExpertRegistry.ts')).expertRegistryAbi,
  depositLog: async () => (await import('../../protocol/abi/DepositLog.ts')).depositLogAbi,
  consentRegistry: async () => (await import('../../protocol/abi/ConsentRegistry.ts')).consentRegistryAbi,
  receiptBook: async () => (await import('../../protocol/abi/ReceiptBook.ts')).receiptBookAbi,
  spotCheck: async () => (await import('../../protocol/abi/SpotCheck.ts')).spotCheckAbi,
  settlement: async () => (await import('../../protocol/abi/Settlement.ts')).settlementAbi,
  workLedger: async () => (await import('../../protocol/abi/WorkLedger.ts')).workLedgerAbi,
  contributionCredits: async () => (await import('../../protocol/abi/ContributionCredits.ts')).contributionCreditsAbi,
  proofJudge: async () => (await import('../../protocol/abi/ProofJudge.ts')).proofJudgeAbi,
  constitution: async () => (await import('../../protocol/abi/Constitution.ts')).constitutionAbi,
  ruleBook: async () => (await import('../../protocol/abi/RuleBook.ts')).ruleBookAbi,
  timelockController: async () => (await import('../../protocol/abi/TimelockController.ts')).timelockControllerAbi,
  commonsGovernor: async () => (await import('../../protocol/abi/CommonsGovernor.ts')).commonsGovernorAbi,
  readingRegister: async () => (await import('../../protocol/abi/ReadingRegister.ts')).readingRegisterAbi,
  objectionRegister: async () => (await import('../../protocol/abi/ObjectionRegister.ts')).objectionRegisterAbi,
  contributorLens: async () => (await import('../../protocol/abi/ChamberLens.ts')).chamberLensAbi,
  technicalLens: async () => (await import('../../protocol/abi/ChamberLens.ts')).chamberLensAbi,
  mixturePolicy: async () => (await import('../../protocol/abi/MixturePolicy.ts')).mixturePolicyAbi,
  modelRegistry: async () => (await import('../../protocol/abi/ModelRegistry.ts')).modelRegistryAbi,
  commonsPool: async () => (await import('../../protocol/abi/CommonsPool.ts')).commonsPoolAbi,
  stewardshipBoard: async () => (await import('../../protocol/abi/StewardshipBoard.ts')).stewardshipBoardAbi,
  disputeCourt: async () => (await import('../../protocol/abi/DisputeCourt.ts')).disputeCourtAbi,
};
