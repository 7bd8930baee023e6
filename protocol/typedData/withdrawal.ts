import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  Withdrawal: [
    { name: 'deposit', type: 'bytes32' },
    { name: 'depositor', type: 'address' },
  ],
} as const;

/** What a depositor signs to withdraw a deposit for good (ConsentRegistry). */
export function withdrawalTypedData(options: {
  chainId: number;
  consentRegistry: Address;
  deposit: Hex;
  depositor: Address;
}) {
  return {
    domain: {
      name: 'Tilth ConsentRegistry',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.consentRegistry,
    },
    types,
    primaryType: 'Withdrawal',
    message: { deposit: options.deposit, depositor: options.depositor },
  } as const satisfies TypedDataDefinition<typeof types, 'Withdrawal'>;
}
