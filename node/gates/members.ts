import type { Address } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { peerKeyOf } from '../identity/peerKey.ts';

type Operator = { readonly operatorId: number; readonly account: Address };

/** Who belongs to the commons, by the chain; answers are kept for a few seconds. */
export type Members = {
  /** The active operator that a peer is bound to. */
  readonly operatorOfPeer: (peerId: string) => Promise<Operator | null>;
  readonly isActiveOperator: (account: Address) => Promise<boolean>;
  /** Tells whether an expert is active and belongs to this operator. */
  readonly isExpertOf: (expertId: number, operatorId: number) => Promise<boolean>;
};

export type MembersOptions = { readonly keepMs?: number; readonly keepMost?: number };

/** A no is kept for less long: nodes begin to speak right after they have registered. */
const NO_MS = 500;

/** Reads membership from the chain. */
export function createMembers(
  chain: Pick<Chain, 'read'>,
  { keepMs = 5_000, keepMost = 20_000 }: MembersOptions = {},
): Members {
  const kept = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();
  const keep = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const found = kept.get(key);
    if (found && found.until > Date.now()) return found.value as Promise<T>;
    const value = read();
    kept.delete(key);
    kept.set(key, { value, until: Date.now() + keepMs });
    // A failed read is no answer, so the next caller asks again.
    value.then((answer) => answer || kept.set(key, { value, until: Date.now() + NO_MS })).catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > keepMost && oldest !== undefined) kept.delete(oldest);
    return value;
  };
  const registry = 'operatorRegistry' as const;

  const readOperator = async (operatorId: bigint): Promise<Operator | null> => {
    const isActive = await chain.read<boolean>({ contract: registry, functionName: 'isActive', args: [operatorId] });
    if (!isActive) return null;
    const { account } = await chain.read<{ account: Address }>({
      contract: registry,
      functionName: 'operator',
      args: [operatorId],
    });
    return { operatorId: Number(operatorId), account };
  };

  return {
    operatorOfPeer: (peerId) =>
      keep(`peer ${peerId}`, async () => {
        const args = [peerKeyOf(peerId)];
        return readOperator(await chain.read<bigint>({ contract: registry, functionName: 'operatorOfPeer', args }));
      }),
    isActiveOperator: (account) =>
      keep(`account ${account}`, async () => {
        const operatorId = await chain.read<bigint>({
          contract: registry,
          functionName: 'operatorOf',
          args: [account],
        });
        return operatorId !== 0n && (await readOperator(operatorId)) !== null;
      }),
    isExpertOf: (expertId, operatorId) =>
      keep(`expert ${expertId} ${operatorId}`, async () => {
        const call = { contract: 'expertRegistry', args: [BigInt(expertId)] } as const;
        const expert = await chain.read<{ operatorId: bigint }>({ ...call, functionName: 'expert' });
        if (expert.operatorId !== BigInt(operatorId)) return false;
        return chain.read<boolean>({ ...call, functionName: 'isActive' });
      }),
  };
}
