import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';

/** What ReceiptBook keeps the hash of; SpotCheck takes it back as it stands here. */
type Seal = {
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly blockNumber: bigint;
};

type Target = {
  readonly operatorId: bigint;
  readonly epoch: bigint;
  /** The block of the seal. */
  readonly blockNumber: bigint;
};

/** What an operator sealed for an epoch, from the event that carries it; null when nothing was sealed. */
export async function readSeal(
  chain: Pick<Chain, 'events'>,
  { operatorId, epoch, blockNumber }: Target,
): Promise<{ readonly seal: Seal; readonly uri: string } | null> {
  const range = { fromBlock: blockNumber, toBlock: blockNumber };
  const query = { contract: 'receiptBook', eventName: 'Sealed', args: { operatorId, epoch }, ...range } as const;
  const [found] = await chain.events(query);
  if (!found) return null;
  const { root, count, units, uri } = found.args;
  return { seal: { root, count, units, blockNumber }, uri };
}
