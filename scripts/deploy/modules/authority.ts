import { toFunctionSelector } from 'viem';
import type { ContractName } from '../../../protocol/deployment.ts';

/** The role whose holder may do whatever no other role guards: the timelock, and nobody else. */
export const ADMIN_ROLE = 0n;

type Guard = { readonly target: ContractName; readonly signature: string; readonly selector: `0x${string}` };

type Role = {
  readonly id: bigint;
  readonly label: string;
  /** The functions that only this role may call. */
  readonly guards: readonly Guard[];
  readonly holders: readonly ContractName[];
};

/** Every role beside the admin's, what it may call, and which contracts hold it. */
export const ROLES: readonly Role[] = [
  {
    id: 1n,
    label: 'MINTER',
    guards: [guard('contributionCredits', 'mint(address,uint256,uint256,bytes32)')],
    holders: ['modelRegistry', 'disputeCourt'],
  },
  { id: 2n, label: 'WORK', guards: [guard('workLedger', 'credit(uint256,uint64)')], holders: ['spotCheck'] },
  {
    id: 3n,
    label: 'CREDITOR',
    guards: [guard('contributionCredits', 'setRoot(bytes32,uint48)')],
    holders: ['settlement'],
  },
  {
    id: 4n,
    label: 'COURT',
    guards: [
      guard('spotCheck', 'voidWork(uint256,uint256)'),
      guard('modelRegistry', 'mark(uint256,uint8,uint256)'),
      guard('stewardshipBoard', 'lift(bytes32,uint256)'),
    ],
    holders: ['disputeCourt'],
  },
];

const ROUTINE = 0;
const ORDINARY = 1;
const STRUCTURAL = 2;

/** The class of every call that is not constitutional. */
export const CLASSES: readonly (Guard & { readonly class: number })[] = [
  { ...guard('mixturePolicy', 'adopt(uint16[])'), class: ORDINARY },
  { ...guard('commonsPool', 'setReserve(uint16)'), class: ROUTINE },
  { ...guard('commonsPool', 'setFloor(uint64)'), class: ORDINARY },
  { ...guard('identityRegistry', 'revoke(uint256)'), class: STRUCTURAL },
  { ...guard('identityRegistry', 'setScheme(address,uint8)'), class: STRUCTURAL },
  { ...guard('commonsGovernor', 'setVotingDelay(uint48)'), class: STRUCTURAL },
  { ...guard('commonsGovernor', 'setVotingPeriod(uint32)'), class: STRUCTURAL },
  { ...guard('commonsGovernor', 'setLateQuorumVoteExtension(uint48)'), class: STRUCTURAL },
  { ...guard('commonsGovernor', 'setSponsorship((uint32,uint8,uint8,uint8,uint8))'), class: STRUCTURAL },
];

function guard(target: ContractName, signature: string): Guard {
  return { target, signature, selector: toFunctionSelector(signature) };
}
