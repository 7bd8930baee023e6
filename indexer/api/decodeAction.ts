import { type Abi, decodeFunctionData, getAbiItem, toFunctionSignature } from 'viem';
import { agendaAbi } from '../../protocol/abi/Agenda.ts';
import { attesterQuorumAbi } from '../../protocol/abi/AttesterQuorum.ts';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { commonsPoolAbi } from '../../protocol/abi/CommonsPool.ts';
import { disputeCourtAbi } from '../../protocol/abi/DisputeCourt.ts';
import { guardianAbi } from '../../protocol/abi/Guardian.ts';
import { identityRegistryAbi } from '../../protocol/abi/IdentityRegistry.ts';
import { mixturePolicyAbi } from '../../protocol/abi/MixturePolicy.ts';
import { modelRegistryAbi } from '../../protocol/abi/ModelRegistry.ts';
import { ruleBookAbi } from '../../protocol/abi/RuleBook.ts';
import { workLedgerAbi } from '../../protocol/abi/WorkLedger.ts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import { toJson } from '../events/toJson.ts';
import type { ProposedAction } from '../store/tables/governance.ts';

const abis: { readonly [name in ContractName]?: Abi } = {
  agenda: agendaAbi,
  attesterQuorum: attesterQuorumAbi,
  guardian: guardianAbi,
  identityRegistry: identityRegistryAbi,
  commonsGovernor: commonsGovernorAbi,
  mixturePolicy: mixturePolicyAbi,
  modelRegistry: modelRegistryAbi,
  commonsPool: commonsPoolAbi,
  disputeCourt: disputeCourtAbi,
  ruleBook: ruleBookAbi,
  workLedger: workLedgerAbi,
};

export type DecodedAction = ProposedAction & {
  readonly contract: ContractName | null;
  readonly signature: string | null;
  readonly arguments: readonly { readonly name: string; readonly type: string; readonly value: unknown }[];
};

/** Says in words what a proposed call would do; a call that is not known keeps its bytes. */
export function decodeAction(action: ProposedAction, deployment: Deployment): DecodedAction {
  const target = action.target.toLowerCase();
  const entries = Object.entries(deployment.contracts) as [ContractName, string][];
  const contract = entries.find(([, address]) => address.toLowerCase() === target)?.[0] ?? null;
  const abi = contract ? abis[contract] : undefined;
  const unknown = { ...action, contract, signature: null, arguments: [] };
  if (!abi) return unknown;
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data: action.calldata });
    const item = getAbiItem({ abi, name: functionName, args: args as readonly unknown[] } as never) as Abi[number];
    if (item?.type !== 'function') return unknown;
    const named = item.inputs.map(({ name, type }, i) => ({ name: name ?? '', type, value: toJson(args[i]) }));
    return { ...action, contract, signature: toFunctionSignature(item), arguments: named };
  } catch {
    return unknown;
  }
}
