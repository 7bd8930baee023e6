import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  NodeBinding: [
    { name: 'account', type: 'address' },
    { name: 'peerKey', type: 'bytes32' },
  ],
} as const;

/** `peerKey` is keccak256 of the peer id's multihash. */
export type NodeBinding = { readonly account: Address; readonly peerKey: Hex };

/** What a node's libp2p key signs so that nobody else can bind its peer id (OperatorRegistry). */
export function nodeBindingTypedData(options: { chainId: number; operatorRegistry: Address; binding: NodeBinding }) {
  return {
    domain: {
      name: 'Tilth OperatorRegistry',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.operatorRegistry,
    },
    types,
    primaryType: 'NodeBinding',
    message: options.binding,
  } as const satisfies TypedDataDefinition<typeof types, 'NodeBinding'>;
}
