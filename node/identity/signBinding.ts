import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { type Address, bytesToHex, type Hex, slice } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { nodeBindingTypedData } from '../../protocol/typedData/nodeBinding.ts';
import { peerIdBytes, peerKeyOf } from './peerKey.ts';
import type { PeerKey } from './peerKeyFile.ts';

type Options = {
  readonly peerKey: PeerKey;
  /** The operator's account. */
  readonly account: Address;
  readonly chainId: number;
  readonly operatorRegistry: Address;
};

/** What `OperatorRegistry.bindNode` takes to believe that a peer agrees to belong to an account. */
export type SignedBinding = {
  readonly peerId: Hex;
  /** keccak256 of the peer id. */
  readonly peerKey: Hex;
  /** Both coordinates of the node's public key. */
  readonly publicKey: Hex;
  readonly signature: Hex;
};

/** Signs with the node's libp2p key that it belongs to an operator's account. */
export async function signBinding({ peerKey, account, ...domain }: Options): Promise<SignedBinding> {
  const signer = privateKeyToAccount(bytesToHex(peerKey.raw));
  const peerId = peerIdFromPrivateKey(peerKey).toString();
  const key = peerKeyOf(peerId);
  const typed = nodeBindingTypedData({ ...domain, binding: { account, peerKey: key } });
  return {
    peerId: peerIdBytes(peerId),
    peerKey: key,
    // Without the leading byte that says "uncompressed".
    publicKey: slice(signer.publicKey, 1),
    signature: await signer.signTypedData(typed),
  };
}
