import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  LogHead: [
    { name: 'logId', type: 'uint256' },
    { name: 'size', type: 'uint64' },
    { name: 'root', type: 'bytes32' },
  ],
} as const;

/** The root of the first `size` leaves of a deposit log. */
export type LogHead = { readonly logId: bigint; readonly size: bigint; readonly root: Hex };

/** What an operator signs about its log; two of one size with different roots prove equivocation (DepositLog). */
export function logHeadTypedData(options: { chainId: number; depositLog: Address; head: LogHead }) {
  return {
    domain: { name: 'Tilth DepositLog', version: '1', chainId: options.chainId, verifyingContract: options.depositLog },
    types,
    primaryType: 'LogHead',
    message: options.head,
  } as const satisfies TypedDataDefinition<typeof types, 'LogHead'>;
}
