import type { Address, Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';

/** Tells whether an account acts or ever acted for an operator, whose number is that of its identity. */
export async function isAccountOf(chain: Pick<Chain, 'read'>, account: Address, operatorId: number): Promise<boolean> {
  const call = { contract: 'identityRegistry', functionName: 'boundTo', args: [account] } as const;
  return (await chain.read(call)) === BigInt(operatorId);
}

/** Tells whether an expert of this operator ever published the manifest with this hash. */
export async function wasPublished(
  chain: Pick<Chain, 'read'>,
  { expertId, operatorId, manifestHash }: { expertId: bigint; operatorId: number; manifestHash: Hex },
): Promise<boolean> {
  const call = { contract: 'expertRegistry', args: [expertId] } as const;
  const expert = await chain.read({ ...call, functionName: 'expert' });
  if (expert.operatorId !== BigInt(operatorId)) return false;
  return (await chain.read({ ...call, functionName: 'manifestHistory' })).includes(manifestHash);
}
