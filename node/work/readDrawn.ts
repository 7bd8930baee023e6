import type { Address, Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { DrawnEpoch } from './auditEpoch.ts';
import type { DrawnSeed } from './drawnSeedFold.ts';
import { readSeal } from './sealEvent.ts';

/** Reads from the chain what an audit of this epoch needs; null while nothing was drawn for it. */
export async function readDrawn(
  { chain, peersOf }: { chain: Pick<Chain, 'read' | 'events'>; peersOf: (operatorId: number) => readonly string[] },
  { operatorId, epoch, seed }: DrawnSeed,
): Promise<DrawnEpoch | null> {
  const args = [BigInt(operatorId), BigInt(epoch)] as const;
  const { sealBlock } = await chain.read({ contract: 'spotCheck', functionName: 'audit', args });
  if (sealBlock === 0n) return null;
  const sealed = await readSeal(chain, { operatorId: args[0], epoch: args[1], blockNumber: sealBlock });
  if (!sealed) return null;
  const { root, count, units } = sealed.seal;
  return { operatorId, epoch, seed, root, count, units, uri: sealed.uri, peers: peersOf(operatorId) };
}

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
