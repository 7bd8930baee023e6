import type { PublicClient, TransactionReceipt } from 'viem';
import type { LocalAccount } from 'viem/accounts';
import type {
  ChainEvent,
  EventFilter,
  EventName,
  Read,
  ReadName,
  ReadResult,
  Send,
  SendName,
} from '../../protocol/abi/calls.ts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';

export type EventQuery<C extends ContractName, E extends EventName<C>> = {
  readonly contract: C;
  readonly eventName: E;
  /** Values of indexed arguments to look for. */
  readonly args?: EventFilter<C, E>;
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
};

/** The chain as a node sees it: its own account, reads, and transactions that either happen or say why not. */
export type Chain = {
  readonly chainId: number;
  readonly deployment: Deployment;
  readonly account: LocalAccount;
  readonly client: PublicClient;
  readonly read: <C extends ContractName, F extends ReadName<C>>(call: Read<C, F>) => Promise<ReadResult<C, F>>;
  /** Simulates, sends and waits for the receipt; one at a time per account. @throws TransactionRefusedError */
  readonly send: <C extends ContractName, F extends SendName<C>>(call: Send<C, F>) => Promise<TransactionReceipt>;
  /** Events of a known range, in order; whoever wants all of them follows the chain with a fold. */
  readonly events: <C extends ContractName, E extends EventName<C>>(
    query: EventQuery<C, E>,
  ) => Promise<readonly ChainEvent<C, E>[]>;
};
