import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  SealedRoot: [
    { name: 'operatorId', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'root', type: 'bytes32' },
  ],
} as const;

/** The root over an operator's receipts of one epoch. */
export type SealedRoot = { readonly operatorId: bigint; readonly epoch: bigint; readonly root: Hex };

/** What an operator signs about an epoch; one that differs from the sealed root proves equivocation (ReceiptBook). */
export function sealedRootTypedData(options: { chainId: number; receiptBook: Address; sealed: SealedRoot }) {
  return {
    domain: {
      name: 'Tilth ReceiptBook',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.receiptBook,
    },
    types,
    primaryType: 'SealedRoot',
    message: options.sealed,
  } as const satisfies TypedDataDefinition<typeof types, 'SealedRoot'>;
}
