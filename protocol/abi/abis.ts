import type { Abi } from 'viem';
import type { ContractName } from '../deployment.ts';

/** Loads a contract's ABI when it is first needed; a node that never votes never parses the governor's. */
export const loadAbi = {
  accessManager: async () => (await import('./AccessManager.ts')).accessManagerAbi,
  attesterQuorum: async () => (await import('./AttesterQuorum.ts')).attesterQuorumAbi,
  identityRegistry: async () => (await import('./IdentityRegistry.ts')).identityRegistryAbi,
  contributorRoll: async () => (await import('./ContributorRoll.ts')).contributorRollAbi,
  operatorRegistry: async () => (await import('./OperatorRegistry.ts')).operatorRegistryAbi,
  expertRegistry: async () => (await import('./ExpertRegistry.ts')).expertRegistryAbi,
  depositLog: async () => (await import('./DepositLog.ts')).depositLogAbi,
  consentRegistry: async () => (await import('./ConsentRegistry.ts')).consentRegistryAbi,
  receiptBook: async () => (await import('./ReceiptBook.ts')).receiptBookAbi,
  spotCheck: async () => (await import('./SpotCheck.ts')).spotCheckAbi,
  settlement: async () => (await import('./Settlement.ts')).settlementAbi,
  workLedger: async () => (await import('./WorkLedger.ts')).workLedgerAbi,
  contributionCredits: async () => (await import('./ContributionCredits.ts')).contributionCreditsAbi,
  proofJudge: async () => (await import('./ProofJudge.ts')).proofJudgeAbi,
  constitution: async () => (await import('./Constitution.ts')).constitutionAbi,
  ruleBook: async () => (await import('./RuleBook.ts')).ruleBookAbi,
  timelockController: async () => (await import('./TimelockController.ts')).timelockControllerAbi,
  commonsGovernor: async () => (await import('./CommonsGovernor.ts')).commonsGovernorAbi,
  readingRegister: async () => (await import('./ReadingRegister.ts')).readingRegisterAbi,
  objectionRegister: async () => (await import('./ObjectionRegister.ts')).objectionRegisterAbi,
  contributorLens: async () => (await import('./ChamberLens.ts')).chamberLensAbi,
  technicalLens: async () => (await import('./ChamberLens.ts')).chamberLensAbi,
  mixturePolicy: async () => (await import('./MixturePolicy.ts')).mixturePolicyAbi,
  modelRegistry: async () => (await import('./ModelRegistry.ts')).modelRegistryAbi,
  commonsPool: async () => (await import('./CommonsPool.ts')).commonsPoolAbi,
  stewardshipBoard: async () => (await import('./StewardshipBoard.ts')).stewardshipBoardAbi,
  disputeCourt: async () => (await import('./DisputeCourt.ts')).disputeCourtAbi,
} as const satisfies Record<ContractName, () => Promise<Abi>>;

/** The type of every contract's ABI, from which names, arguments and results of calls and events are inferred. */
export type Abis = { readonly [C in ContractName]: Awaited<ReturnType<(typeof loadAbi)[C]>> };

/** Loads the ABIs of some contracts at once, by their names. */
export async function loadAbis<C extends ContractName>(names: readonly C[]): Promise<Pick<Abis, C>> {
  const loaded = await Promise.all(names.map(async (name) => [name, await loadAbi[name]()] as const));
  return Object.fromEntries(loaded) as Pick<Abis, C>;
}
