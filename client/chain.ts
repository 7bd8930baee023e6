import type { Address, Hash, Hex, TransactionReceipt } from 'viem';
import type { AnyCall, ChainEvent, EventFilter, EventName, Read, ReadName, ReadResult } from '../protocol/abi/calls.ts';
import type { ContractName } from '../protocol/deployment.ts';
import type { Endpoints } from './connection.ts';
import type { AnyQuestion, openChain } from './openChain.ts';

type EventQuestion<C extends ContractName, E extends EventName<C>> = {
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

/** The contracts of a commons by their names; functions, arguments and results come from the ABIs. */
export type Chain = {
  /** @throws ContractRefusedError */
  readonly read: <C extends ContractName, F extends ReadName<C>>(call: Read<C, F>) => Promise<ReadResult<C, F>>;
  /** Events in their order. */
  readonly events: <C extends ContractName, E extends EventName<C>>(
    question: EventQuestion<C, E>,
  ) => Promise<readonly ChainEvent<C, E>[]>;
  /** The newest block, or the one with a number. */
  readonly block: (blockNumber?: bigint) => Promise<BlockHead>;
  /** The chain that answers. */
  readonly chainId: () => Promise<number>;
  /** Runs code on the state of a block and gives what it returns; nothing is sent. */
  readonly evaluate: (code: Hex, blockNumber: bigint) => Promise<Hex>;
  /** Runs a transaction of an account without sending it. @throws ContractRefusedError */
  readonly simulate: (call: AnyCall, account: Address) => Promise<void>;
  /** Waits until a transaction is in a block. */
  readonly mined: (transaction: Hash) => Promise<TransactionReceipt>;
};

/** Which chain, and which contracts on it. */
export type ChainOptions = Pick<Endpoints, 'rpcUrl' | 'contracts'> & {
  /** Where reading events starts unless a question says otherwise. */
  readonly firstBlock?: bigint;
};

/** Reads a chain over JSON-RPC. What it takes to write and read calls is loaded with the first of them. */
export function createChain(options: ChainOptions): Chain {
  let opened: Promise<ReturnType<typeof openChain>> | undefined;
  const open = () => {
    opened ??= import('./openChain.ts').then((it) => it.openChain(options));
    return opened;
  };
  const read = async (call: AnyCall) => (await open()).read(call);
  const events = async (question: AnyQuestion) => (await open()).events(question);
  return {
    // Names, arguments and results fit each other because all of them come from the ABI that is called.
    read: read as Chain['read'],
    events: events as unknown as Chain['events'],
    block: async (blockNumber) => (await open()).block(blockNumber),
    chainId: async () => (await open()).chainId(),
    evaluate: async (code, blockNumber) => (await open()).evaluate(code, blockNumber),
    simulate: async (call, account) => (await open()).simulate(call, account),
    mined: async (transaction) => (await open()).mined(transaction),
  };
}
