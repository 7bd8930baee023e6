import type { Address, Hex, TypedDataDefinition } from 'viem';

const types = {
  ReadRequest: [
    { name: 'manifest', type: 'string' },
    { name: 'reader', type: 'address' },
    { name: 'sealFor', type: 'bytes' },
    { name: 'until', type: 'uint64' },
  ],
} as const;

/** A contributor's word that it wants its own text back, sealed for a key that it made for this. */
export type ReadRequest = {
  /** `sub:` identifier. */
  readonly manifest: string;
  readonly reader: Address;
  /** Public key of `manifest/sealedText.ts`: a gate that passes the request on cannot read the answer. */
  readonly sealFor: Hex;
  /** Unix seconds. */
  readonly until: bigint;
};

/** How far ahead a request may end, in seconds. */
export const LONGEST_READ_SECONDS = 300;

/** What a contributor signs to read a text of its own that not everyone may read. */
export function readRequestTypedData(options: { chainId: number; consentRegistry: Address; request: ReadRequest }) {
  return {
    domain: {
      name: 'Tilth reading',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.consentRegistry,
    },
    types,
    primaryType: 'ReadRequest',
    message: options.request,
  } as const satisfies TypedDataDefinition<typeof types, 'ReadRequest'>;
}
