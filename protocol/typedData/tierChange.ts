import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  TierChange: [
    { name: 'deposit', type: 'bytes32' },
    { name: 'depositor', type: 'address' },
    { name: 'tier', type: 'uint8' },
    { name: 'nonce', type: 'uint64' },
  ],
} as const;

/** A new tier for a deposit. */
export type TierChange = {
  readonly deposit: Hex;
  readonly depositor: Address;
  readonly tier: number;
  readonly nonce: bigint;
};

/** What a depositor signs to change a deposit's consent tier (ConsentRegistry). */
export function tierChangeTypedData(options: { chainId: number; consentRegistry: Address; change: TierChange }) {
  return {
    domain: {
      name: 'Tilth ConsentRegistry',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.consentRegistry,
    },
    types,
    primaryType: 'TierChange',
    message: options.change,
  } as const satisfies TypedDataDefinition<typeof types, 'TierChange'>;
}
