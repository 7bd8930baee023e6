import type { Abi, Address, PublicClient } from 'viem';
import { parseEventLogs } from 'viem';

const SPAN = 10_000n;

export type EventLog = { readonly eventName: string; readonly args: Readonly<Record<string, unknown>> };

/** Every event of a contract from a block on, oldest first, in spans that public nodes allow. */
export async function readLogs(
  client: PublicClient,
  contract: { readonly address: Address; readonly abi: Abi; readonly fromBlock: bigint },
): Promise<readonly EventLog[]> {
  const last = await client.getBlockNumber({ cacheTime: 0 });
  const found: EventLog[] = [];
  for (let fromBlock = contract.fromBlock; fromBlock <= last; fromBlock += SPAN) {
    const toBlock = fromBlock + SPAN - 1n < last ? fromBlock + SPAN - 1n : last;
    const logs = await client.getLogs({ address: contract.address, fromBlock, toBlock });
    found.push(...(parseEventLogs({ abi: contract.abi, logs }) as unknown as readonly EventLog[]));
  }
  return found;
}
