import type { Address, TypedDataDefinition } from 'viem';

const types = {
  Ballot: [
    { name: 'proposalId', type: 'uint256' },
    { name: 'support', type: 'uint8' },
    { name: 'voter', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
} as const;

/** `support`: 0 against, 1 for, 2 abstain. */
export type Ballot = {
  readonly proposalId: bigint;
  readonly support: number;
  readonly voter: Address;
  readonly nonce: bigint;
};

/** What a voter signs so that anyone may relay the vote (OpenZeppelin Governor `castVoteBySig`). */
export function ballotTypedData(options: { chainId: number; governor: Address; ballot: Ballot }) {
  return {
    domain: { name: 'Tilth Commons', version: '1', chainId: options.chainId, verifyingContract: options.governor },
    types,
    primaryType: 'Ballot',
    message: options.ballot,
  } as const satisfies TypedDataDefinition<typeof types, 'Ballot'>;
}
