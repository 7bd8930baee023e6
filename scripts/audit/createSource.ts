import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { type Abi, type Address, createPublicClient, type Hex, http } from 'viem';
import { consentRegistryAbi } from '../../protocol/abi/ConsentRegistry.ts';
import { depositLogAbi } from '../../protocol/abi/DepositLog.ts';
import { mixturePolicyAbi } from '../../protocol/abi/MixturePolicy.ts';
import { modelRegistryAbi } from '../../protocol/abi/ModelRegistry.ts';
import type { ContractName } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
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
const FETCH_MS = 10_000;
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
      const bytes = fetched.get(key) ?? fetchBlock(cid, { gateways, signal });
      fetched.set(key, bytes);
      return bytes;
    },
  };
}

async function fetchBlock(
  cid: CID,
  { gateways, signal }: { readonly gateways: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const causes: unknown[] = [];
  for (const gateway of gateways) {
    try {
      const timeout = AbortSignal.timeout(FETCH_MS);
      const response = await fetch(new URL(`/ipfs/${cid}?format=raw`, gateway), {
        headers: { accept: 'application/vnd.ipld.raw' },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (!response.ok) throw new Error(`${gateway} answered ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const found = CID.createV1(cid.code, await sha256.digest(bytes));
      if (!found.equals(cid)) throw new Error(`${gateway} sent other bytes`);
      return bytes;
    } catch (cause) {
      signal?.throwIfAborted();
      causes.push(cause);
    }
  }
  throw new BlockUnavailableError(cid, new AggregateError(causes));
}

/** No gateway gave a block whose bytes match its CID. */
class BlockUnavailableError extends BaseError {
  override readonly name = 'BlockUnavailableError';
  constructor(cid: CID, cause: unknown) {
    super('A block cannot be fetched.', { values: { cid }, hint: 'Name another gateway or wait for a pinner.', cause });
  }
}

/** The deployment does not name a contract that the audit reads. */
class ContractUnknownError extends BaseError {
  override readonly name = 'ContractUnknownError';
  constructor(contract: string) {
    super('The commons does not name this contract.', { values: { contract } });
  }
}
