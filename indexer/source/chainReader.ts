import { type Address, BlockNotFoundError, createPublicClient, type Hex, http, type PublicClient } from 'viem';
import type { Deployment } from '../../protocol/deployment.ts';
import { askContractSignature, isContractConsent } from '../../protocol/receipts/contractSignature.ts';
import type { StatementFacts } from '../content/cores.ts';
import { abis, type IndexedContract } from '../events/abi.ts';
import type { ChainLog } from '../events/apply.ts';

export type BlockHeader = {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly time: number;
};

/** Which chain answers, and whether it holds the contracts of the deployment. */
export type ChainIdentity = { readonly chainId: number; readonly deployed: boolean };

export type LogWithBlock = ChainLog & { readonly blockHash: Hex };

/** What the index asks of a chain. */
export type ChainReader = {
  readonly identify: () => Promise<ChainIdentity>;
  readonly head: () => Promise<BlockHeader>;
  /** Null when the chain has no such block (any more). */
  readonly block: (number: number) => Promise<BlockHeader | null>;
  /** Logs of all contracts of the deployment in a range, in the order of the chain. */
  readonly logs: (from: number, to: number) => Promise<readonly LogWithBlock[]>;
};

/** Reads a chain by JSON-RPC. */
export function createChainReader(client: PublicClient, deployment: Deployment): ChainReader {
  const names = new Map(
    (Object.keys(abis) as IndexedContract[]).map((name) => [deployment.contracts[name].toLowerCase(), name]),
  );
  const address = [...names.keys()] as Address[];
  const block = async (number: number) => {
    try {
      return toHeader(await client.getBlock({ blockNumber: BigInt(number) }));
    } catch (error) {
      if (error instanceof BlockNotFoundError) return null;
      throw error;
    }
  };
  return {
    block,
    head: async () => toHeader(await client.getBlock({ blockTag: 'latest' })),
    identify: async () => {
      const code = await client.getCode({ address: deployment.contracts.depositLog });
      return { chainId: await client.getChainId(), deployed: code !== undefined && code !== '0x' };
    },
    logs: async (from, to) => {
      const logs = await client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) });
      const times = new Map<number, number>();
      const found: LogWithBlock[] = [];
      for (const log of logs) {
        const contract = names.get(log.address.toLowerCase());
        if (!contract || log.removed) continue;
        const number = Number(log.blockNumber);
        // Not every node puts the block's time into its logs.
        const time = log.blockTimestamp ?? times.get(number) ?? (await block(number))?.time ?? 0;
        times.set(number, Number(time));
        found.push({
          contract,
          block: number,
          blockHash: log.blockHash,
          logIndex: log.logIndex,
          time: Number(time),
          transaction: log.transactionHash,
          topics: log.topics,
          data: log.data,
        });
      }
      return found.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex);
    },
  };
}

/** Where statements of a deployment hold, and contracts of accounts as of a block. */
export function createStatementFacts(client: PublicClient, { chainId, contracts }: Deployment): StatementFacts {
  return {
    chainId,
    depositLog: contracts.depositLog,
    isSignedByContract: async (signature, block) => {
      const { data = '0x' } = await client.call({ data: askContractSignature(signature), blockNumber: BigInt(block) });
      return isContractConsent(data);
    },
  };
}

/** A client for reading only; it does not retry by itself, because the follower does. */
export function createReadClient(rpcUrl: string): PublicClient {
  return createPublicClient({ transport: http(rpcUrl, { retryCount: 0, timeout: 10_000 }), cacheTime: 0 });
}

function toHeader(block: { number: bigint; hash: Hex; parentHash: Hex; timestamp: bigint }): BlockHeader {
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    time: Number(block.timestamp),
  };
}
