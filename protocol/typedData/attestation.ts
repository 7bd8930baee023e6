import { type Address, encodeAbiParameters, type Hex, type TypedDataDefinition } from 'viem';

const types = {
  Attestation: [
    { name: 'account', type: 'address' },
    { name: 'kind', type: 'uint8' },
    { name: 'tag', type: 'bytes32' },
    { name: 'validUntil', type: 'uint64' },
  ],
} as const;

/** `kind` 1 is a person, 2 an institution; `tag` is the keyed uniqueness tag agreed between attesters. */
export type Attestation = {
  readonly account: Address;
  readonly kind: number;
  readonly tag: Hex;
  readonly validUntil: bigint;
};

/** What an attesting institution signs about one applicant (AttesterQuorum). */
export function attestationTypedData(options: { chainId: number; quorum: Address; attestation: Attestation }) {
  return {
    domain: { name: 'Tilth AttesterQuorum', version: '1', chainId: options.chainId, verifyingContract: options.quorum },
    types,
    primaryType: 'Attestation',
    message: options.attestation,
  } as const satisfies TypedDataDefinition<typeof types, 'Attestation'>;
}

/** Joins attesters' signatures into the evidence that AttesterQuorum checks; signers ascend, as the contract asks. */
export function encodeAttestationEvidence(
  attestation: Attestation,
  signatures: readonly { signer: Address; signature: Hex }[],
): Hex {
  const sorted = [...signatures].sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1));
  return encodeAbiParameters(
    [{ type: 'uint8' }, { type: 'bytes32' }, { type: 'uint64' }, { type: 'address[]' }, { type: 'bytes[]' }],
    [
      attestation.kind,
      attestation.tag,
      attestation.validUntil,
      sorted.map((s) => s.signer),
      sorted.map((s) => s.signature),
    ],
  );
}
