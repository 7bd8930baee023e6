import type {
  ContractEventArgs,
  ContractEventArgsFromTopics,
  ContractEventName,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
  Hash,
} from 'viem';
import type { ContractName } from '../deployment.ts';
import type { Abis } from './abis.ts';

type Asking = 'pure' | 'view';
type Changing = 'nonpayable' | 'payable';

/** Functions of a contract that only answer. */
export type ReadName<C extends ContractName> = ContractFunctionName<Abis[C], Asking>;
/** What such a function takes. */
export type ReadArgs<C extends ContractName, F extends ReadName<C>> = ContractFunctionArgs<Abis[C], Asking, F>;
/** What such a function gives. */
export type ReadResult<C extends ContractName, F extends ReadName<C>> = ContractFunctionReturnType<Abis[C], Asking, F>;
/** Functions of a contract that change something. */
export type SendName<C extends ContractName> = ContractFunctionName<Abis[C], Changing>;
/** What such a function takes. */
export type SendArgs<C extends ContractName, F extends SendName<C>> = ContractFunctionArgs<Abis[C], Changing, F>;
/** Events of a contract. */
export type EventName<C extends ContractName> = ContractEventName<Abis[C]>;
/** What an event tells. */
export type EventArgs<C extends ContractName, E extends EventName<C>> = ContractEventArgsFromTopics<Abis[C], E, true>;

type Called<C, F, A> = { readonly contract: C; readonly functionName: F } & (readonly [] extends A
  ? { readonly args?: A }
  : { readonly args: A });

/** A question to one of our contracts; names and arguments come from its ABI. */
export type Read<C extends ContractName, F extends ReadName<C>> = Called<C, F, ReadArgs<C, F>>;

/** A transaction to one of our contracts. */
export type Send<C extends ContractName, F extends SendName<C>> = Called<C, F, SendArgs<C, F>> & {
  readonly value?: bigint;
};

/** A call whose names were checked where it was written. */
export type AnyCall = {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args?: readonly unknown[] | undefined;
  readonly value?: bigint | undefined;
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

/** Values of indexed arguments to look for. */
export type EventFilter<C extends ContractName, E extends EventName<C>> = ContractEventArgs<Abis[C], E>;
