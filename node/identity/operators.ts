import type { Address, Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { peerKeyOf } from './peerKey.ts';
import type { PeerKey } from './peerKeyFile.ts';
import { signBinding } from './signBinding.ts';

type Options = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'account' | 'chainId' | 'deployment'>;
  readonly cacheMs?: number;
};

/** Operators on chain: who a peer or an account is, and whether it may take part. Answers are kept for a few seconds. */
export type Operators = {
  /** 0n when the account is no operator. */
  readonly idOf: (account: Address) => Promise<bigint>;
  readonly isActiveAccount: (account: Address) => Promise<boolean>;
  /** 0n when no operator has bound the peer. */
  readonly idOfPeer: (peerId: string) => Promise<bigint>;
  readonly isActivePeer: (peerId: string) => Promise<boolean>;
  /** Binds this node's peer id to its operator account, unless it is bound already. */
  readonly bind: (node: { peerKey: PeerKey; endpoints: string }) => Promise<void>;
};

/** Reads operators from the chain. */
export function createOperators({ chain, cacheMs = 5_000 }: Options): Operators {
  const read = <T>(functionName: string, args: readonly unknown[]) =>
    chain.read<T>({ contract: 'operatorRegistry', functionName, args });
  const kept = new Map<string, { until: number; value: Promise<unknown> }>();
  const cached = <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const found = kept.get(key);
    if (found && found.until > Date.now()) return found.value as Promise<T>;
    if (kept.size > 10_000) kept.clear();
    const value = load();
    kept.set(key, { until: Date.now() + cacheMs, value });
    // "No" is soon asked again: a newcomer should not have to wait.
    const shorten = (answer: T) => (answer ? undefined : kept.set(key, { until: Date.now() + cacheMs / 10, value }));
    value.then(shorten, () => kept.delete(key));
    return value;
  };
  const idOf = (account: Address) => cached(account.toLowerCase(), () => read<bigint>('operatorOf', [account]));
  const idOfPeer = (peerId: string) => cached(peerId, () => read<bigint>('operatorOfPeer', [peerKeyOf(peerId)]));
  const isActive = async (id: bigint) => id !== 0n && cached(`active ${id}`, () => read<boolean>('isActive', [id]));
  return {
    idOf,
    idOfPeer,
    isActiveAccount: async (account) => isActive(await idOf(account)),
    isActivePeer: async (peerId) => isActive(await idOfPeer(peerId)),
    bind: async ({ peerKey, endpoints }) => {
      const { chainId, deployment, account } = chain;
      const { operatorRegistry } = deployment.contracts;
      const binding = await signBinding({ peerKey, account: account.address, chainId, operatorRegistry });
      const mine = await read<bigint>('operatorOf', [account.address]);
      if (mine === 0n || (await read<bigint>('operatorOfPeer', [binding.peerKey])) === mine) return;
      const { peerId, publicKey, signature } = binding;
      const sealingKey: Hex = '0x';
      const args = [peerId, publicKey, signature, sealingKey, endpoints];
      await chain.send({ contract: 'operatorRegistry', functionName: 'bindNode', args });
      kept.clear();
    },
  };
}
