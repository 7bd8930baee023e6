import type { Address, Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { peerIdBytes, peerKeyOf } from './peerKey.ts';

type Options = { readonly chain: Pick<Chain, 'read' | 'send' | 'account'>; readonly cacheMs?: number };

/** Operators on chain: who a peer or an account is, and whether it may take part. Answers are kept for a few seconds. */
export type Operators = {
  /** 0n when the account is no operator. */
  readonly idOf: (account: Address) => Promise<bigint>;
  readonly isActiveAccount: (account: Address) => Promise<boolean>;
  /** 0n when no operator has bound the peer. */
  readonly idOfPeer: (peerId: string) => Promise<bigint>;
  readonly isActivePeer: (peerId: string) => Promise<boolean>;
  /** Binds this node's peer id to its operator account, unless it is bound already. */
  readonly bind: (node: { peerId: string; endpoints: string }) => Promise<void>;
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
    bind: async ({ peerId, endpoints }) => {
      const mine = await read<bigint>('operatorOf', [chain.account.address]);
      if (mine === 0n || (await read<bigint>('operatorOfPeer', [peerKeyOf(peerId)])) === mine) return;
      const sealingKey: Hex = '0x';
      await chain.send({
        contract: 'operatorRegistry',
        functionName: 'bindNode',
        args: [peerIdBytes(peerId), sealingKey, endpoints],
      });
      kept.clear();
    },
  };
}
