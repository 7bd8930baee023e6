import { peerIdFromMultihash, peerIdFromString } from '@libp2p/peer-id';
import * as Digest from 'multiformats/hashes/digest';
import { bytesToHex, type Hex, hexToBytes, keccak256 } from 'viem';

/** The bytes of a peer id as `OperatorRegistry.bindNode` takes them: its multihash. */
export function peerIdBytes(peerId: string): Hex {
  return bytesToHex(peerIdFromString(peerId).toMultihash().bytes);
}

/** The peer id of such bytes. */
export function toPeerId(bytes: Hex): string {
  return peerIdFromMultihash(Digest.decode(hexToBytes(bytes)) as never).toString();
}

/** The key under which the chain knows a peer. */
export function peerKeyOf(peerId: string): Hex {
  return keccak256(peerIdBytes(peerId));
}
