import { peerIdFromMultihash } from '@libp2p/peer-id';
import * as Digest from 'multiformats/hashes/digest';
import { type Address, type Hex, hexToBytes } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { DrawnEpoch } from './auditEpoch.ts';
import { readSeal } from './sealEvent.ts';

/** Reads from the chain what an audit of this epoch needs; null while nothing was drawn for it. */
export async function readDrawn(
  chain: Pick<Chain, 'read' | 'events'>,
  { operatorId, epoch, seed }: { operatorId: number; epoch: number; seed: Hex },
): Promise<DrawnEpoch | null> {
  const args = [BigInt(operatorId), BigInt(epoch)] as const;
  const audit = await chain.read<{ sealBlock: bigint }>({ contract: 'spotCheck', functionName: 'audit', args });
  const sealed = await readSeal(chain, { operatorId: args[0], epoch: args[1], blockNumber: audit.sealBlock });
  if (audit.sealBlock === 0n || !sealed) return null;
  const peers = await readPeers(chain, operatorId);
  const { root, count, units } = sealed.seal;
  return { operatorId, epoch, seed, root, count, units, uri: sealed.uri, peers };
}

/** The peers that an operator bound, newest first. */
async function readPeers(chain: Pick<Chain, 'events'>, operatorId: number): Promise<readonly string[]> {
  const bound = await chain.events<{ peerId: Hex }>({
    contract: 'operatorRegistry',
    eventName: 'NodeBound',
    args: { operatorId: BigInt(operatorId) },
  });
  const peers = bound.map(({ args }) =>
    peerIdFromMultihash(Digest.decode(hexToBytes(args.peerId)) as never).toString(),
  );
  return [...new Set(peers.reverse())];
}

/** Tells whether an account acts or ever acted for an operator, whose number is that of its identity. */
export async function isAccountOf(chain: Pick<Chain, 'read'>, account: Address, operatorId: number): Promise<boolean> {
  const call = { contract: 'identityRegistry', functionName: 'boundTo', args: [account] } as const;
  return (await chain.read<bigint>(call)) === BigInt(operatorId);
}

/** Tells whether an expert of this operator ever published the manifest with this hash. */
export async function wasPublished(
  chain: Pick<Chain, 'read'>,
  { expertId, operatorId, manifestHash }: { expertId: bigint; operatorId: number; manifestHash: Hex },
): Promise<boolean> {
  const call = { contract: 'expertRegistry', args: [expertId] } as const;
  const expert = await chain.read<{ operatorId: bigint }>({ ...call, functionName: 'expert' });
  if (expert.operatorId !== BigInt(operatorId)) return false;
  return (await chain.read<readonly Hex[]>({ ...call, functionName: 'manifestHistory' })).includes(manifestHash);
}
