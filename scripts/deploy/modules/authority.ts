import { toFunctionSelector } from 'viem';
import type { ContractName } from '../../../protocol/deployment.ts';

/** One function of one contract. */
export type Guarded = { readonly target: ContractName; readonly signature: string; readonly selector: `0x${string}` };

/** Whoever may call what beside the timelock, which alone may call everything else that is restricted. */
export type Right = Guarded & { readonly holders: readonly ContractName[] };

/** Every right of the commons. `CommonsAuthority` is bound to it once, and no vote adds to it or takes from it. */
export const RIGHTS: readonly Right[] = [
  right('contributionCredits', 'mint(uint256,uint256,uint256,bytes32)', ['modelRegistry', 'disputeCourt']),
  right('workLedger', 'credit(uint256,uint64)', ['spotCheck']),
  right('workLedger', 'debit(uint256,uint64,uint256)', ['spotCheck']),
  right('spotCheck', 'voidWork(uint256,uint256)', ['disputeCourt']),
  right('operatorRegistry', 'slash(uint256,uint16,uint256)', ['disputeCourt', 'spotCheck', 'depositLog']),
  right('operatorRegistry', 'hold(uint256,uint48)', ['spotCheck']),
  right('identityRegistry', 'suspend(uint256,uint64,uint256)', ['disputeCourt']),
  right('modelRegistry', 'mark(uint256,uint8,uint256)', ['disputeCourt']),
  right('modelRegistry', 'markVerified(uint256)', ['spotCheck']),
  right('stewardshipBoard', 'lift(bytes32,uint256)', ['disputeCourt']),
  right('auditLog', 'record(bytes32,bytes32,uint256,string)', [
    'stewardshipBoard',
    'disputeCourt',
    'guardian',
    'identityRegistry',
  ]),
];

const ROUTINE = 0;
const ORDINARY = 1;
const STRUCTURAL = 2;

/** The class of every call that is not constitutional. */
export const CLASSES: readonly (Guarded & { readonly class: number })[] = [
  { ...guarded('mixturePolicy', 'adopt(uint16[])'), class: ORDINARY },
  { ...guarded('mixturePolicy', 'adoptPlan((uint32,uint16,uint16,uint16,uint16))'), class: ORDINARY },
  { ...guarded('commonsPool', 'setReserve(uint16)'), class: ROUTINE },
  { ...guarded('commonsPool', 'setFloor(uint64)'), class: ORDINARY },
  { ...guarded('disputeCourt', 'resolveByChambers(uint256,bool)'), class: STRUCTURAL },
  { ...guarded('workLedger', 'admit(bytes32[])'), class: STRUCTURAL },
  { ...guarded('identityRegistry', 'discredit(uint8,uint48,string)'), class: STRUCTURAL },
  { ...guarded('commonsGovernor', 'setVotingDelay(uint48)'), class: STRUCTURAL },
  { ...guarded('commonsGovernor', 'setVotingPeriod(uint32)'), class: STRUCTURAL },
  { ...guarded('commonsGovernor', 'setLateQuorumVoteExtension(uint48)'), class: STRUCTURAL },
  { ...guarded('agenda', 'setSponsorship((uint32,uint32,uint8,uint8,uint8,uint8,uint8))'), class: STRUCTURAL },
];

function right(target: ContractName, signature: string, holders: readonly ContractName[]): Right {
  return { ...guarded(target, signature), holders };
}

function guarded(target: ContractName, signature: string): Guarded {
  return { target, signature, selector: toFunctionSelector(signature) };
}
