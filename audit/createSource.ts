import { type Abi, type Address, createPublicClient, type Hex, http } from 'viem';
import { fetchBlock } from '../client/gateway.ts';
import { consentRegistryAbi } from '../protocol/abi/ConsentRegistry.ts';
import { depositLogAbi } from '../protocol/abi/DepositLog.ts';
import { mixturePolicyAbi } from '../protocol/abi/MixturePolicy.ts';
import { modelRegistryAbi } from '../protocol/abi/ModelRegistry.ts';
import type { ContractName } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { AuditEvent, AuditSource } from './source.ts';

export type SourceOptions = {
  readonly rpcUrl: string;
  /** Base URLs of trustless gateways, tried in order. */
  readonly gateways: readonly string[];
  readonly contracts: Readonly<Record<string, Address>>;
  /** Where reading events starts: the block before the deployment. */
  readonly fromBlock?: number;
  readonly signal?: AbortSignal;
};

const BLOCKS_PER_CALL = 9_000n;
const ABIS: Partial<Record<ContractName, Abi>> = {
  consentRegistry: consentRegistryAbi,
  depositLog: depositLogAbi,
  mixturePolicy: mixturePolicyAbi,
  modelRegistry: modelRegistryAbi,
};

/** Looks at a chain by RPC and at blocks through gateways; trusts neither for content. */
export function createSource({ rpcUrl, gateways, contracts, fromBlock = 0, signal }: SourceOptions): AuditSource {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const at = (contract: ContractName) => {
    const [address, abi] = [contracts[contract], ABIS[contract]];
    if (!address || !abi) throw new ContractUnknownError(contract);
    return { address, abi };
  };
  const fetched = new Map<string, Promise<Uint8Array>>();
  return {
    events: async <T>(query: Parameters<AuditSource['events']>[0]) => {
      const end = query.toBlock ?? (await client.getBlockNumber());
      const found: AuditEvent<T>[] = [];
      for (let from = BigInt(fromBlock); from <= end; from += BLOCKS_PER_CALL) {
        const last = from + BLOCKS_PER_CALL - 1n;
        const { eventName, args } = query;
        const range = { fromBlock: from, toBlock: last < end ? last : end };
        const logs = await client.getContractEvents({
          ...at(query.contract),
          eventName,
          ...range,
          ...(args && { args }),
        });
        for (const log of logs) found.push(log as unknown as AuditEvent<T>);
      }
      return found;
    },
    read: async <T>({ contract, functionName, args = [] }: Parameters<AuditSource['read']>[0]) =>
      (await client.readContract({ ...at(contract), functionName, args })) as T,
    blockHash: async (blockNumber) => (await client.getBlock({ blockNumber })).hash as Hex,
    fetch: (cid) => {
      const key = cid.toString();
      const bytes = fetched.get(key) ?? fetchBlock(gateways, cid, signal);
      fetched.set(key, bytes);
      return bytes;
    },
  };
}

export class ContractUnknownError extends BaseError {
  override readonly name = 'ContractUnknownError';
  override readonly kind = 'invalid';
  constructor(contract: string) {
    super('The commons does not name this contract.', { values: { contract } });
  }
}
