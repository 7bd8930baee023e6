import { peerIdFromMultihash } from '@libp2p/peer-id';
import * as Digest from 'multiformats/hashes/digest';
import { type Hex, hexToBytes } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { DrawnEpoch } from './auditEpoch.ts';

type Book = { readonly root: Hex; readonly count: number; readonly units: bigint };

/** Reads from the chain what an audit of this epoch needs; null while nothing is sealed. */
export async function readDrawn(
  chain: Pick<Chain, 'read' | 'events'>,
  { operatorId, epoch, seed }: { operatorId: number; epoch: number; seed: Hex },
): Promise<DrawnEpoch | null> {
  const args = [BigInt(operatorId), BigInt(epoch)];
  const book = await chain.read<Book>({ contract: 'receiptBook', functionName: 'book', args });
  const [sealed] = await chain.events<{ uri: string }>({
    contract: 'receiptBook',
    eventName: 'Sealed',
    args: { operatorId: BigInt(operatorId), epoch: BigInt(epoch) },
  });
  if (!sealed) return null;
  const operator = await chain.read<{ account: Hex }>({
    contract: 'operatorRegistry',
    functionName: 'operator',
    args: [BigInt(operatorId)],
  });
  const peers = await readPeers(chain, operatorId);
  const { root, count, units } = book;
  return { operatorId, epoch, seed, root, count, units, uri: sealed.args.uri, node: operator.account, peers };
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
