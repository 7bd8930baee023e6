import { type Abi, type Address, createClient, type Hash, type Hex, http, type TransactionReceipt } from 'viem';
import {
  call,
  getBlock,
  getChainId,
  getContractEvents,
  readContract,
  simulateContract,
  waitForTransactionReceipt,
} from 'viem/actions';
import { loadAbi } from '../protocol/abi/abis.ts';
import type { AnyCall } from '../protocol/abi/calls.ts';
import type { ContractName } from '../protocol/deployment.ts';
import type { BlockHead, ChainOptions } from './chain.ts';
import { toContractRefusal } from './contractRefused.ts';

/** A question about events whose names were checked where it was written. */
export type AnyQuestion = {
  readonly contract: ContractName;
  readonly eventName: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly fromBlock?: bigint;
  readonly toBlock?: bigint;
};

/** The widest range that common RPC services answer at once. */
const BLOCKS_PER_CALL = 9_000n;
const POLL_MS = 250;
const RECEIPT_MS = 60_000;

/** Speaks with a chain over JSON-RPC, by the names of our contracts. */
export function openChain({ rpcUrl, contracts, firstBlock = 0n }: ChainOptions) {
  const transport = http(rpcUrl, { retryCount: 3, retryDelay: 150, timeout: 10_000 });
  const client = createClient({ transport, cacheTime: 0, pollingInterval: POLL_MS });
  const at = async (contract: ContractName): Promise<{ address: Address; abi: Abi }> => ({
    address: contracts[contract],
    abi: await loadAbi[contract](),
  });
  /** Runs a call of a contract; its refusal comes out in words. */
  const attempt = <T>(call: AnyCall, run: Promise<T>) =>
    run.catch(async (error: unknown) => {
      throw await toContractRefusal(call, error);
    });
  const block = async (blockNumber?: bigint): Promise<BlockHead> => {
    const { number, hash, timestamp } = await getBlock(client, blockNumber === undefined ? {} : { blockNumber });
    return { number, hash, timestamp };
  };
  return {
    block,
    read: async (call: AnyCall): Promise<unknown> => {
      const { contract, functionName, args = [] } = call;
      return attempt(call, readContract(client, { ...(await at(contract)), functionName, args }));
    },
    events: async ({ contract, eventName, args = {}, fromBlock = firstBlock, toBlock }: AnyQuestion) => {
      const target = { ...(await at(contract)), eventName, args, strict: true } as const;
      const end = toBlock ?? (await block()).number;
      const found: object[] = [];
      for (let from = fromBlock; from <= end; from += BLOCKS_PER_CALL) {
        const last = from + BLOCKS_PER_CALL - 1n;
        const range = { fromBlock: from, toBlock: last < end ? last : end };
        for (const log of await getContractEvents(client, { ...target, ...range })) found.push({ contract, ...log });
      }
      return found;
    },
    chainId: (): Promise<number> => getChainId(client),
    evaluate: async (code: Hex, blockNumber: bigint): Promise<Hex> =>
      (await call(client, { data: code, blockNumber })).data ?? '0x',
    /** Runs a transaction without sending it. */
    simulate: async (call: AnyCall, account: Address): Promise<void> => {
      const { contract, functionName, args = [], value = 0n } = call;
      const target = { ...(await at(contract)), functionName, args, account, value };
      await attempt(call, simulateContract(client, target));
    },
    /** Waits until a transaction is in a block. */
    mined: (hash: Hash): Promise<TransactionReceipt> =>
      waitForTransactionReceipt(client, { hash, timeout: RECEIPT_MS }),
  };
}
