import type { Address, TypedDataDefinition } from 'viem';

const types = {
  Voucher: [
    { name: 'identityId', type: 'uint256' },
    { name: 'operatorId', type: 'uint256' },
    { name: 'cumulative', type: 'uint64' },
  ],
} as const;

/** Units that a member ever received from an operator; the newest voucher replaces all before. */
export type Voucher = { readonly identityId: bigint; readonly operatorId: bigint; readonly cumulative: bigint };

/** What a member signs for the operator that served it (CommonsPool). */
export function voucherTypedData(options: { chainId: number; commonsPool: Address; voucher: Voucher }) {
  return {
    domain: {
      name: 'Tilth CommonsPool',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.commonsPool,
    },
    types,
    primaryType: 'Voucher',
    message: options.voucher,
  } as const satisfies TypedDataDefinition<typeof types, 'Voucher'>;
}
