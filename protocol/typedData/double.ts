import type { Address, TypedDataDefinition } from 'viem';

const types = {
  Double: [
    { name: 'first', type: 'uint256' },
    { name: 'second', type: 'uint256' },
  ],
} as const;

/** Two identities of one person; the second is revoked. */
export type Double = { readonly first: bigint; readonly second: bigint };

/** What an attesting institution signs when two identities are one person (AttesterQuorum). */
export function doubleTypedData(options: { chainId: number; quorum: Address; double: Double }) {
  return {
    domain: { name: 'Tilth AttesterQuorum', version: '1', chainId: options.chainId, verifyingContract: options.quorum },
    types,
    primaryType: 'Double',
    message: options.double,
  } as const satisfies TypedDataDefinition<typeof types, 'Double'>;
}
