import type { Address, TypedDataDefinition } from 'viem';

const types = {
  ReadRequest: [
    { name: 'manifest', type: 'string' },
    { name: 'reader', type: 'address' },
    { name: 'gate', type: 'address' },
    { name: 'until', type: 'uint64' },
  ],
} as const;

/** A contributor's word to one gate that it wants its own text back. It names the gate, so that none can pass it on. */
export type ReadRequest = {
  /** `sub:` identifier. */
  readonly manifest: string;
  readonly reader: Address;
  readonly gate: Address;
  /** Unix seconds. */
  readonly until: bigint;
};

/** How far ahead a request may end, in seconds: one that leaks is soon worthless. */
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
