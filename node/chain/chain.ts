import type { Abi, Hash, Log, PublicClient, TransactionReceipt } from 'viem';
import type { LocalAccount } from 'viem/accounts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';

export type Read = {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args?: readonly unknown[];
};

export type Send = Read & { readonly value?: bigint };

/** An event of ours, decoded; its position on chain is never pending. */
export type ChainEvent<T = Readonly<Record<string, unknown>>> = {
  readonly eventName: string;
  readonly args: T;
  readonly blockNumber: bigint;
  readonly transactionHash: Hash;
  readonly logIndex: number;
};

export type EventQuery = {
  readonly contract: ContractName;
  readonly eventName: string;
  /** Values of indexed arguments to look for. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly fromBlock?: bigint;
  readonly toBlock?: bigint;
};

export type Watch = {
  readonly contract: ContractName;
  readonly eventName: string;
  /** Defaults to the deployment's block. */
  readonly fromBlock?: bigint;
  readonly signal: AbortSignal;
  readonly onEvents: (events: readonly ChainEvent[]) => Promise<void>;
};

/** The chain as a node sees it: its own account, reads, and transactions that either happen or say why not. */
export type Chain = {
  readonly chainId: number;
  readonly deployment: Deployment;
  readonly account: LocalAccount;
  readonly client: PublicClient;
  readonly abi: (contract: ContractName) => Promise<Abi>;
  readonly read: <T>(call: Read) => Promise<T>;
  /** Simulates, sends and waits for the receipt; one at a time per account. @throws TransactionRefusedError */
  readonly send: (call: Send) => Promise<TransactionReceipt>;
  /** Past events, in order. */
  readonly events: <T = Readonly<Record<string, unknown>>>(query: EventQuery) => Promise<readonly ChainEvent<T>[]>;
  /** Calls `onEvents` with new events in order, each exactly once while running; outlives outages of the RPC. */
  readonly watch: (options: Watch) => void;
};

/** A viem log with its decoded name and arguments. */
export type DecodedLog = Log & { readonly eventName: string; readonly args: Readonly<Record<string, unknown>> };
