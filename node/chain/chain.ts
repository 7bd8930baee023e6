import type {
  ContractEventArgs,
  ContractEventArgsFromTopics,
  ContractEventName,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
  Hash,
  PublicClient,
  TransactionReceipt,
} from 'viem';
import type { LocalAccount } from 'viem/accounts';
import type { Abis } from '../../protocol/abi/abis.ts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';

type Asking = 'pure' | 'view';
type Changing = 'nonpayable' | 'payable';

type ReadName<C extends ContractName> = ContractFunctionName<Abis[C], Asking>;
type ReadArgs<C extends ContractName, F extends ReadName<C>> = ContractFunctionArgs<Abis[C], Asking, F>;
type ReadResult<C extends ContractName, F extends ReadName<C>> = ContractFunctionReturnType<Abis[C], Asking, F>;
type SendName<C extends ContractName> = ContractFunctionName<Abis[C], Changing>;
type SendArgs<C extends ContractName, F extends SendName<C>> = ContractFunctionArgs<Abis[C], Changing, F>;
export type EventName<C extends ContractName> = ContractEventName<Abis[C]>;
export type EventArgs<C extends ContractName, E extends EventName<C>> = ContractEventArgsFromTopics<Abis[C], E, true>;

type Called<C, F, A> = { readonly contract: C; readonly functionName: F } & (readonly [] extends A
  ? { readonly args?: A }
  : { readonly args: A });

/** A question to one of our contracts; names and arguments come from its ABI. */
type Read<C extends ContractName, F extends ReadName<C>> = Called<C, F, ReadArgs<C, F>>;

/** A transaction to one of our contracts. */
type Send<C extends ContractName, F extends SendName<C>> = Called<C, F, SendArgs<C, F>> & {
  readonly value?: bigint;
};

/** A call whose names were checked where it was written. */
export type AnyCall = {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args?: readonly unknown[];
  readonly value?: bigint;
};

/** An event of ours, decoded; its position on chain is never pending. */
export type ChainEvent<C extends ContractName = ContractName, E extends EventName<C> = EventName<C>> = {
  readonly contract: C;
  readonly eventName: E;
  readonly args: EventArgs<C, E>;
  readonly blockNumber: bigint;
  readonly transactionHash: Hash;
  readonly logIndex: number;
};

export type EventQuery<C extends ContractName, E extends EventName<C>> = {
  readonly contract: C;
  readonly eventName: E;
  /** Values of indexed arguments to look for. */
  readonly args?: ContractEventArgs<Abis[C], E>;
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
