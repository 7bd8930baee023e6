import {
  type Abi,
  type AbiEvent,
  BlockNotFoundError,
  createPublicClient,
  decodeEventLog,
  type Hash,
  type Hex,
  http,
  type RpcLog,
  toEventSelector,
  toHex,
} from 'viem';
import { loadAbis } from '../../protocol/abi/abis.ts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Fold } from './follower.ts';

export type Header = {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly timestamp: bigint;
  /** A block without transactions holds no events. */
  readonly isEmpty: boolean;
};

/** A decoded event; that its arguments fit its name is known from the ABI only. */
export type PlacedEvent = {
  readonly contract: ContractName;
  readonly eventName: string;
  readonly args: unknown;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly transactionHash: Hash;
  readonly logIndex: number;
};

type Where = { readonly blockHash: Hash } | { readonly fromBlock: Hex; readonly toBlock: Hex };

/** What the follower asks of a chain. */
export type BlockReader = {
  readonly head: () => Promise<Header>;
  /** Null when the chain has no such block (any more). */
  readonly block: (number: bigint) => Promise<Header | null>;
  readonly eventsIn: (blockHash: Hash) => Promise<readonly PlacedEvent[]>;
  readonly eventsBetween: (from: bigint, to: bigint) => Promise<readonly PlacedEvent[]>;
};

const TIMEOUT_MS = 10_000;

type Options = {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly folds: readonly Fold[];
  /** Ends requests that are under way. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
};

/** Reads blocks, and the events that folds want, all of them in one request. It never retries: the follower does. */
export async function createBlockReader(options: Options): Promise<BlockReader> {
  const { rpcUrl, deployment, folds, signal, timeoutMs: timeout = TIMEOUT_MS } = options;
  // A signal among viem's own fetch options would take the place of its time limit.
  const fetchFn: typeof fetch = (input, { signal: late, ...init } = {}) =>
    fetch(input, { ...init, signal: late ? AbortSignal.any([signal, late]) : signal });
  const transport = http(rpcUrl, { retryCount: 0, timeout, fetchFn });
  const client = createPublicClient({ transport, cacheTime: 0 });
  const kinds = await findKinds(deployment, folds);
  const address = [...new Set([...kinds.values()].map(({ contract }) => deployment.contracts[contract]))];
  const topics = [[...new Set([...kinds.values()].map(({ topic }) => topic))]];

  const decode = (log: RpcLog): PlacedEvent[] => {
    const kind = kinds.get(keyOf(log.address, log.topics[0]));
    const { blockNumber, blockHash, transactionHash, logIndex } = log;
    if (!kind) return [];
    // Left out, it would be lost: the cursor moves past its block.
    if (log.removed || !blockNumber || !blockHash || !transactionHash || !logIndex) throw new UnsettledLogError();
    const { args } = decodeEventLog({ abi: [kind.item], topics: log.topics, data: log.data });
    const { contract, item } = kind;
    const at = { blockNumber: BigInt(blockNumber), blockHash, transactionHash, logIndex: Number(logIndex) };
    return [{ contract, eventName: item.name, args, ...at }];
  };
  const read = async (where: Where): Promise<readonly PlacedEvent[]> => {
    if (kinds.size === 0) return [];
    const logs = await client.request({ method: 'eth_getLogs', params: [{ address, topics, ...where }] });
    const events = logs.flatMap(decode).sort(byPosition);
    // Some RPC services give a log twice; an event is one by its place.
    return events.filter((event, i) => i === 0 || byPosition(event, events[i - 1] as PlacedEvent) !== 0);
  };
  return {
    head: async () => toHeader(await client.getBlock({ blockTag: 'latest' })),
    block: async (blockNumber) => {
      try {
        return toHeader(await client.getBlock({ blockNumber }));
      } catch (error) {
        if (error instanceof BlockNotFoundError) return null;
        throw error;
      }
    },
    eventsIn: (blockHash) => read({ blockHash }),
    eventsBetween: (from, to) => read({ fromBlock: toHex(from), toBlock: toHex(to) }),
  };
}

type Kind = { readonly contract: ContractName; readonly item: AbiEvent; readonly topic: Hex };

/** The kinds of events that some fold wants, by address and first topic. */
async function findKinds(deployment: Deployment, folds: readonly Fold[]): Promise<ReadonlyMap<string, Kind>> {
  const wanted = folds.flatMap(({ handlers }) => handlers);
  const abis: Readonly<Record<string, Abi>> = await loadAbis([...new Set(wanted.map(({ contract }) => contract))]);
  const kinds = new Map<string, Kind>();
  for (const { contract, eventName } of wanted) {
    const item = abis[contract]?.find((it): it is AbiEvent => it.type === 'event' && it.name === eventName);
    if (!item) continue;
    const topic = toEventSelector(item);
    kinds.set(keyOf(deployment.contracts[contract], topic), { contract, item, topic });
  }
  return kinds;
}

function keyOf(address: string, topic: string | undefined): string {
  return `${address} ${topic}`.toLowerCase();
}

function byPosition(a: PlacedEvent, b: PlacedEvent): number {
  return a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1;
}

type Block = {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly timestamp: bigint;
  readonly transactions: readonly unknown[];
};

function toHeader({ number, hash, parentHash, timestamp, transactions }: Block): Header {
  return { number, hash, parentHash, timestamp, isEmpty: transactions.length === 0 };
}

export class UnsettledLogError extends BaseError {
  override readonly name = 'UnsettledLogError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The RPC tells of an event that is in no block.', { hint: 'It is asked again.' });
  }
}
