import { type Address, type Hex, type TypedDataDefinition, zeroAddress, zeroHash } from 'viem';
import { encodeAttestationEvidence } from './attestation.ts';

const types = {
  Double: [
    { name: 'first', type: 'uint256' },
    { name: 'second', type: 'uint256' },
  ],
} as const;

/** Two identities of one person; the second is revoked. */
export type Double = { readonly first: bigint; readonly second: bigint };

/** What an attesting institution signs when two identities are one person (AttesterQuorum). */
export function doubleTypedData(options: { chainId: number; quorum: Address; double: Double }) {
  return {
    domain: { name: 'Tilth AttesterQuorum', version: '1', chainId: options.chainId, verifyingContract: options.quorum },
    types,
    primaryType: 'Double',
    message: options.double,
  } as const satisfies TypedDataDefinition<typeof types, 'Double'>;
}

/** Joins attesters' signatures into the evidence of a double; it has the form of an attestation with nothing in it. */
export function encodeDoubleEvidence(signatures: readonly { signer: Address; signature: Hex }[]): Hex {
  return encodeAttestationEvidence({ account: zeroAddress, kind: 0, tag: zeroHash, validUntil: 0n }, signatures);
}
