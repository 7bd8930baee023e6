import type { Address, TypedDataDefinition } from 'viem';

const types = {
  GateSession: [
    { name: 'account', type: 'address' },
    { name: 'gate', type: 'address' },
    { name: 'until', type: 'uint64' },
  ],
} as const;

/** An account's word to one gate that requests which show it are its own, until a time in Unix seconds. */
export type GateSession = { readonly account: Address; readonly gate: Address; readonly until: bigint };

/** What whoever asks signs, so that a gate knows its floor and its priority. It moves nothing and names no question. */
export function gateSessionTypedData(options: { chainId: number; identityRegistry: Address; session: GateSession }) {
  return {
    domain: {
      name: 'Tilth gates',
      version: '1',
      chainId: options.chainId,
      verifyingContract: options.identityRegistry,
    },
    types,
    primaryType: 'GateSession',
    message: options.session,
  } as const satisfies TypedDataDefinition<typeof types, 'GateSession'>;
}
