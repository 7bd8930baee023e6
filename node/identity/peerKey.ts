import { peerIdFromString } from '@libp2p/peer-id';
import { bytesToHex, type Hex, keccak256 } from 'viem';

/** The bytes of a peer id as `OperatorRegistry.bindNode` takes them: its multihash. */
export function peerIdBytes(peerId: string): Hex {
  return bytesToHex(peerIdFromString(peerId).toMultihash().bytes);
}

/** The key under which the chain knows a peer. */
export function peerKeyOf(peerId: string): Hex {
  return keccak256(peerIdBytes(peerId));
}
