import type { Address, TypedDataDefinition } from 'viem';

const types = { Sponsorship: [{ name: 'proposalId', type: 'uint256' }] } as const;

/** What a member signs to stand behind a draft, so that its proposer may bring all sponsors at once (Agenda). */
export function sponsorshipTypedData(options: { chainId: number; agenda: Address; proposalId: bigint }) {
  return {
    domain: { name: 'Tilth Agenda', version: '1', chainId: options.chainId, verifyingContract: options.agenda },
    types,
    primaryType: 'Sponsorship',
    message: { proposalId: options.proposalId },
  } as const satisfies TypedDataDefinition<typeof types, 'Sponsorship'>;
}
