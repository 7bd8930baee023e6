import type { Address, TypedDataDefinition } from 'viem';

const types = {
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
    types,
    primaryType: 'AnchorPromise',
    message: options.promise,
  } as const satisfies TypedDataDefinition<typeof types, 'AnchorPromise'>;
}
