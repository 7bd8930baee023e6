import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import type { ContractName } from '../protocol/deployment.ts';

export type AuditEvent<T> = { readonly args: T; readonly blockNumber: bigint; readonly logIndex: number };

type AuditQuery = {
  readonly contract: ContractName;
  readonly eventName: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly toBlock?: bigint;
};

/** All that an auditor looks at: events, block hashes, two facts of a policy, and content by its CID. */
export type AuditSource = {
  readonly events: <T>(query: AuditQuery) => Promise<readonly AuditEvent<T>[]>;
  readonly read: <T>(call: {
    readonly contract: ContractName;
    readonly functionName: string;
    readonly args?: readonly unknown[];
  }) => Promise<T>;
  readonly blockHash: (block: bigint) => Promise<Hex>;
  /** Bytes that match the CID. */
  readonly fetch: (cid: CID) => Promise<Uint8Array>;
};
