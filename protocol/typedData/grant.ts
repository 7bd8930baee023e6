import type { Address, Hex, TypedDataDefinition } from 'viem';
import type { Purpose } from '../manifest/tier.ts';

const types = {
  GrantRequest: [
    { name: 'purpose', type: 'string' },
    { name: 'snapshot', type: 'bytes32' },
    { name: 'deposits', type: 'bytes32[]' },
    { name: 'requester', type: 'address' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const;

/** Asks a custodian to release content keys for one purpose over one snapshot. */
export type GrantRequest = {
  readonly purpose: Purpose;
  readonly snapshot: Hex;
  readonly deposits: readonly Hex[];
  readonly requester: Address;
  /** Unix seconds. */
  readonly expiresAt: bigint;
};

/** What an operator signs to ask for content keys. */
export function grantTypedData(options: { chainId: number; consentRegistry: Address; request: GrantRequest }) {
  return {
    domain: {
      name: 'Tilth grants',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.consentRegistry,
    },
    types,
    primaryType: 'GrantRequest',
    message: options.request,
  } as const satisfies TypedDataDefinition<typeof types, 'GrantRequest'>;
}
