import type { Address, Hex, TypedDataDefinition } from 'viem';

const promiseTypes = {
  AnchorPromise: [
    { name: 'manifest', type: 'string' },
    { name: 'logId', type: 'uint256' },
    { name: 'index', type: 'uint64' },
    { name: 'acceptedAt', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
  ],
} as const;

/** What a node promises on accepting a deposit. */
export type AnchorPromise = {
  readonly manifest: string;
  readonly logId: bigint;
  readonly index: bigint;
  /** Unix seconds. */
  readonly acceptedAt: bigint;
  readonly deadline: bigint;
};

/** What a node signs on accepting a deposit: this manifest stands at this index of my log, anchored by the deadline. */
export function anchorPromiseTypedData(options: { chainId: number; depositLog: Address; promise: AnchorPromise }) {
  return {
    domain: { name: 'Tilth deposits', version: '1', chainId: options.chainId, verifyingContract: options.depositLog },
    types: promiseTypes,
    primaryType: 'AnchorPromise',
    message: options.promise,
  } as const satisfies TypedDataDefinition<typeof promiseTypes, 'AnchorPromise'>;
}

const headTypes = {
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
    types: headTypes,
    primaryType: 'LogHead',
    message: options.head,
  } as const satisfies TypedDataDefinition<typeof headTypes, 'LogHead'>;
}
