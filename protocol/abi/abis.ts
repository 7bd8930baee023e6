import type { Abi } from 'viem';
import type { ContractName } from '../deployment.ts';

/** Loads a contract's ABI when it is first needed; a node that never votes never parses the governor's. */
export const loadAbi = {
  authority: async () => (await import('./CommonsAuthority.ts')).commonsAuthorityAbi,
  timelockController: async () => (await import('./CommonsTimelock.ts')).commonsTimelockAbi,
  constitution: async () => (await import('./Constitution.ts')).constitutionAbi,
  attesterQuorum: async () => (await import('./AttesterQuorum.ts')).attesterQuorumAbi,
  beacon: async () => (await import('./Beacon.ts')).beaconAbi,
  auditLog: async () => (await import('./AuditLog.ts')).auditLogAbi,
  identityRegistry: async () => (await import('./IdentityRegistry.ts')).identityRegistryAbi,
  contributorRoll: async () => (await import('./ContributorRoll.ts')).contributorRollAbi,
  operatorRegistry: async () => (await import('./OperatorRegistry.ts')).operatorRegistryAbi,
  expertRegistry: async () => (await import('./ExpertRegistry.ts')).expertRegistryAbi,
  depositLog: async () => (await import('./DepositLog.ts')).depositLogAbi,
  consentRegistry: async () => (await import('./ConsentRegistry.ts')).consentRegistryAbi,
  receiptBook: async () => (await import('./ReceiptBook.ts')).receiptBookAbi,
  workLedger: async () => (await import('./WorkLedger.ts')).workLedgerAbi,
  proofJudge: async () => (await import('./ProofJudge.ts')).proofJudgeAbi,
  spotCheck: async () => (await import('./SpotCheck.ts')).spotCheckAbi,
  contributionCredits: async () => (await import('./ContributionCredits.ts')).contributionCreditsAbi,
  mixturePolicy: async () => (await import('./MixturePolicy.ts')).mixturePolicyAbi,
  modelRegistry: async () => (await import('./ModelRegistry.ts')).modelRegistryAbi,
  commonsPool: async () => (await import('./CommonsPool.ts')).commonsPoolAbi,
  ruleBook: async () => (await import('./RuleBook.ts')).ruleBookAbi,
  guardian: async () => (await import('./Guardian.ts')).guardianAbi,
  commonsGovernor: async () => (await import('./CommonsGovernor.ts')).commonsGovernorAbi,
  agenda: async () => (await import('./Agenda.ts')).agendaAbi,
  decisionRegister: async () => (await import('./DecisionRegister.ts')).decisionRegisterAbi,
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
