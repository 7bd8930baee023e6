import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { SealedWork } from './auditFold.ts';

/** What ReceiptBook keeps the hash of; SpotCheck takes it back as it stands here. */
export type Seal = {
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly blockNumber: bigint;
  /** Unix seconds. */
  readonly sealedAt: number;
};

/** A seal as the contract hashed it: what was sealed, and the time of its block. */
export async function readSeal(
  chain: Pick<Chain, 'client'>,
  { root, count, units, block }: Omit<SealedWork, 'uri'>,
): Promise<Seal> {
  const blockNumber = BigInt(block);
  const { timestamp } = await chain.client.getBlock({ blockNumber });
  return { root, count, units, blockNumber, sealedAt: Number(timestamp) };
}
