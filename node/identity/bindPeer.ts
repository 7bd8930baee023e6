import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import type { Members } from './members.ts';
import type { PeerKey } from './peerKeyFile.ts';
import { signBinding } from './signBinding.ts';

export type BindPeerOptions = {
  readonly chain: Pick<Chain, 'send' | 'account' | 'chainId' | 'deployment'>;
  readonly follower: Pick<Follower, 'reached'>;
  readonly members: Pick<Members, 'idOf' | 'idOfPeer'>;
  readonly peerId: string;
  readonly peerKey: PeerKey;
  readonly endpoints: string;
};

/** Binds this node's peer id to its operator account, unless it is bound already or the account is no operator. */
export async function bindPeer({ chain, follower, members, ...node }: BindPeerOptions): Promise<void> {
  const { chainId, deployment, account } = chain;
  const mine = await members.idOf(account.address);
  if (mine === 0 || (await members.idOfPeer(node.peerId)) === mine) return;
  const { operatorRegistry } = deployment.contracts;
  const binding = await signBinding({ peerKey: node.peerKey, account: account.address, chainId, operatorRegistry });
  const args = [binding.peerId, binding.publicKey, binding.signature, '0x', node.endpoints] as const;
  const { blockNumber } = await chain.send({ contract: 'operatorRegistry', functionName: 'bindNode', args });
  await follower.reached(blockNumber);
}
