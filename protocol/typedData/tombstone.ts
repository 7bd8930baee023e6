import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  Tombstone: [
    { name: 'manifest', type: 'string' },
    { name: 'depositor', type: 'address' },
    { name: 'transaction', type: 'bytes32' },
    { name: 'erased', type: 'string[]' },
    { name: 'kept', type: 'string[]' },
    { name: 'operator', type: 'address' },
    { name: 'statedAt', type: 'uint64' },
  ],
} as const;

/** What an operator says of a withdrawn deposit: what its node holds of it no longer, and what it still does. */
export type Tombstone = {
  /** `sub:` identifier. */
  readonly manifest: string;
  readonly depositor: Address;
  /** The transaction that withdrew it. */
  readonly transaction: Hex;
  readonly erased: readonly string[];
  readonly kept: readonly string[];
  readonly operator: Address;
  /** Unix seconds. */
  readonly statedAt: bigint;
};

/** What an operator signs about a withdrawn deposit, so that whoever withdrew it can hold it to its word. */
export function tombstoneTypedData(options: { chainId: number; consentRegistry: Address; tombstone: Tombstone }) {
  return {
    domain: {
      name: 'Tilth tombstones',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.consentRegistry,
    },
    types,
    primaryType: 'Tombstone',
    message: options.tombstone,
  } as const satisfies TypedDataDefinition<typeof types, 'Tombstone'>;
}
