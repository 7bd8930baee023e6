import type { Address, TypedDataDefinition } from 'viem';

const types = {
  GroupConsent: [
    { name: 'ownerId', type: 'uint256' },
    { name: 'memberId', type: 'uint256' },
  ],
} as const;

/** Whose group somebody joins: identities of its owner and of the new member. */
export type GroupConsent = { readonly ownerId: bigint; readonly memberId: bigint };

/** What the owner of a group signs so that somebody may register as an operator in it (OperatorRegistry). */
export function groupConsentTypedData(options: { chainId: number; operatorRegistry: Address; consent: GroupConsent }) {
  return {
    domain: {
      name: 'Tilth OperatorRegistry',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.operatorRegistry,
    },
    types,
    primaryType: 'GroupConsent',
    message: options.consent,
  } as const satisfies TypedDataDefinition<typeof types, 'GroupConsent'>;
}
