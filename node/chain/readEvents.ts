import { type Abi, type Address, type PublicClient, parseEventLogs } from 'viem';
import type { ChainEvent, EventName } from '../../protocol/abi/calls.ts';
import type { ContractName } from '../../protocol/deployment.ts';
import type { EventQuery } from './chain.ts';

type Options<C extends ContractName, E extends EventName<C>> = {
  readonly client: PublicClient;
  readonly at: { readonly address: Address; readonly abi: Abi };
  readonly query: EventQuery<C, E>;
};

/** Public RPCs refuse wide ranges; this width passes on all that we know of. */
const BLOCKS_PER_CALL = 9_000n;

/** Reads one kind of event in order, in ranges that public RPCs accept. */
export async function readEvents<C extends ContractName, E extends EventName<C>>(
  options: Options<C, E>,
): Promise<readonly ChainEvent<C, E>[]> {
  const { client, at, query } = options;
  const { contract, eventName, args } = query;
  const found: ChainEvent<C, E>[] = [];
  for (let from = query.fromBlock; from <= query.toBlock; from += BLOCKS_PER_CALL) {
    const last = from + BLOCKS_PER_CALL - 1n;
    const toBlock = last < query.toBlock ? last : query.toBlock;
    const filter = args ? { args } : {};
    const logs = await client.getContractEvents({ ...at, eventName, ...filter, fromBlock: from, toBlock } as never);
    for (const log of parseEventLogs({ abi: at.abi, logs: logs as never })) {
      const { blockNumber, transactionHash, logIndex } = log;
      found.push({ contract, eventName, args: log.args as never, blockNumber, transactionHash, logIndex });
    }
  }
  return found;
}
