import { type Abi, type Address, type PublicClient, parseEventLogs } from 'viem';
import type { ChainEvent, DecodedLog, EventQuery } from './chain.ts';

type Options = {
  readonly client: PublicClient;
  readonly at: { readonly address: Address; readonly abi: Abi };
  readonly firstBlock: bigint;
  readonly query: EventQuery;
};

/** Public RPCs refuse wide ranges; this width passes on all that we know of. */
const BLOCKS_PER_CALL = 9_000n;

/** Reads one kind of event in order, in ranges that public RPCs accept. */
export async function readEvents<T>({ client, at, firstBlock, query }: Options): Promise<readonly ChainEvent<T>[]> {
  const end = query.toBlock ?? (await client.getBlockNumber());
  const found: ChainEvent<T>[] = [];
  for (let from = query.fromBlock ?? firstBlock; from <= end; from += BLOCKS_PER_CALL) {
    const last = from + BLOCKS_PER_CALL - 1n;
    const logs = await client.getContractEvents({
      ...at,
      eventName: query.eventName,
      ...(query.args ? { args: query.args } : {}),
      fromBlock: from,
      toBlock: last < end ? last : end,
    } as never);
    const decoded = parseEventLogs({ abi: at.abi, logs: logs as never }) as unknown as readonly DecodedLog[];
    for (const log of decoded) found.push(toEvent<T>(log));
  }
  return found;
}

function toEvent<T>(log: DecodedLog): ChainEvent<T> {
  return {
    eventName: log.eventName,
    args: log.args as T,
    blockNumber: log.blockNumber ?? 0n,
    transactionHash: log.transactionHash ?? '0x',
    logIndex: log.logIndex ?? 0,
  };
}
