import { type Address, bytesToHex, encodeAbiParameters, type Hex, hexToBytes, keccak256, zeroHash } from 'viem';

/** What an institution revealed in a round. */
export type Reveal = { readonly member: Address; readonly preimage: Hex };

/** What is known of a round: its reveals, or, when there was none, the value that it was closed with. */
export type Round = { readonly reveals: readonly Reveal[]; readonly closed?: Hex | undefined };

/** `Beacon.seedAfter` for whatever a round decides; null while the round has no value. */
export function beaconSeed(round: number, { reveals, closed }: Round): Hex | null {
  const value = reveals.length > 0 ? reveals.map(linkValue).reduce(xor, zeroHash) : closed;
  if (!value) return null;
  return keccak256(encodeAbiParameters([{ type: 'uint48' }, { type: 'bytes32' }], [round, value]));
}

/** What one reveal adds; the order of reveals means nothing. */
function linkValue({ member, preimage }: Reveal): Hex {
  return keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [member, preimage]));
}

function xor(a: Hex, b: Hex): Hex {
  const other = hexToBytes(b);
  return bytesToHex(hexToBytes(a).map((byte, i) => byte ^ (other[i] ?? 0)));
}
