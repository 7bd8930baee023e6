import { type Abi, type Client, createClient, type Hash, http } from 'viem';
import { getBlock, getContractEvents, readContract } from 'viem/actions';
import { loadAbi } from '../protocol/abi/abis.ts';
import type { AnyCall, ChainEvent, EventFilter, EventName, Read, ReadName, ReadResult } from '../protocol/abi/calls.ts';
import type { ContractName } from '../protocol/deployment.ts';
import type { Endpoints } from './connection.ts';
import { toContractRefusal } from './contractRefused.ts';

export type EventQuestion<C extends ContractName, E extends EventName<C>> = {
  readonly contract: C;
  readonly eventName: E;
  readonly args?: EventFilter<C, E>;
  /** The first block to look at; from the beginning unless told. */
  readonly fromBlock?: bigint;
  /** The last one; the newest unless told. */
  readonly toBlock?: bigint;
};

/** A block as far as it concerns a client; `timestamp` is in Unix seconds. */
export type BlockHead = { readonly number: bigint; readonly hash: Hash; readonly timestamp: bigint };

/** The contracts of a commons, read by their names; functions, arguments and results come from the ABIs. */
export type ChainReader = {
  /** @throws ContractRefusedError */
  readonly read: <C extends ContractName, F extends ReadName<C>>(call: Read<C, F>) => Promise<ReadResult<C, F>>;
  /** Events in their order. */
  readonly events: <C extends ContractName, E extends EventName<C>>(
    question: EventQuestion<C, E>,
  ) => Promise<readonly ChainEvent<C, E>[]>;
  /** The newest block, or the one with a number. */
  readonly block: (blockNumber?: bigint) => Promise<BlockHead>;
  readonly client: Client;
};

/** The widest range that common RPC services answer at once. */
const BLOCKS_PER_CALL = 9_000n;
const POLL_MS = 250;

export type ChainOptions = Pick<Endpoints, 'rpcUrl' | 'contracts'> & {
  /** Where reading events starts unless a question says otherwise. */
  readonly firstBlock?: bigint;
};

/** Reads a chain over JSON-RPC. */
export function createChainReader({ rpcUrl, contracts, firstBlock = 0n }: ChainOptions): ChainReader {
  const transport = http(rpcUrl, { retryCount: 3, retryDelay: 150, timeout: 10_000 });
  const client = createClient({ transport, cacheTime: 0, pollingInterval: POLL_MS });
  const at = async (contract: ContractName): Promise<{ address: Hash; abi: Abi }> => ({
    address: contracts[contract],
    abi: await loadAbi[contract](),
  });
  const block: ChainReader['block'] = async (blockNumber) => {
    const { number, hash, timestamp } = await getBlock(client, blockNumber === undefined ? {} : { blockNumber });
    return { number, hash, timestamp };
  };
  const read = async (call: AnyCall) => {
    const { contract, functionName, args = [] } = call;
    return readContract(client, { ...(await at(contract)), functionName, args }).catch(async (error: unknown) => {
      throw await toContractRefusal(call, error);
    });
  };
  const events = async ({ contract, eventName, args = {}, fromBlock = firstBlock, toBlock }: AnyQuestion) => {
    const target = { ...(await at(contract)), eventName, args, strict: true } as const;
    const end = toBlock ?? (await block()).number;
    const found: object[] = [];
    for (let from = fromBlock; from <= end; from += BLOCKS_PER_CALL) {
      const last = from + BLOCKS_PER_CALL - 1n;
      const range = { fromBlock: from, toBlock: last < end ? last : end };
      for (const log of await getContractEvents(client, { ...target, ...range })) found.push({ contract, ...log });
    }
    return found;
  };
  // Names, arguments and results fit each other because all of them come from the ABI that is called.
  return { client, block, read: read as ChainReader['read'], events: events as unknown as ChainReader['events'] };
}

type AnyQuestion = {
  readonly contract: ContractName;
  readonly eventName: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly fromBlock?: bigint;
  readonly toBlock?: bigint;
};
