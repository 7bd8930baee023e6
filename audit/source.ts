import type { CID } from 'multiformats/cid';
import type { Address } from 'viem';
import { type Chain, createChain } from '../client/chain.ts';
import type { Endpoints } from '../client/connection.ts';
import { fetchBlock } from '../client/fetchBlock.ts';
import {
  askContractSignature,
  type ContractSignature,
  isContractConsent,
} from '../protocol/receipts/contractSignature.ts';

/** All that an auditor looks at: events, times of blocks, two facts of a policy, and content by its CID. */
export type AuditSource = Pick<Chain, 'read' | 'events'> & {
  /** Unix seconds. */
  readonly blockTime: (block: bigint) => Promise<number>;
  /** Bytes that match the CID. */
  readonly fetch: (cid: CID) => Promise<Uint8Array>;
  /** Where what contributors sign holds. */
  readonly domain: () => Promise<{ readonly chainId: number; readonly depositLog: Address }>;
  /** Asks an account's contract whether it had signed as of a block. @throws when the chain cannot say */
  readonly isSignedByContract: (signature: ContractSignature, block: bigint) => Promise<boolean>;
};

/** Where an audit looks: a chain, its contracts, and gateways to blocks. */
export type SourceOptions = Pick<Endpoints, 'rpcUrl' | 'contracts'> & {
  /** Base URLs of trustless gateways, tried in order. */
  readonly gateways: readonly string[];
  /** Where reading events starts: the block before the deployment. */
  readonly fromBlock?: number;
  readonly signal?: AbortSignal;
  /** Hears of gateways that gave something else than they were asked for; the next one was asked then. */
  readonly onAltered?: (gateway: string, what: string) => void;
};

/** Looks at a chain by RPC and at blocks through gateways; trusts neither for content. */
export function createSource({ gateways, fromBlock = 0, signal, onAltered, ...where }: SourceOptions): AuditSource {
  const chain = createChain({ ...where, firstBlock: BigInt(fromBlock) });
  const fetched = new Map<string, Promise<Uint8Array>>();
  return {
    read: chain.read,
    events: chain.events,
    blockTime: async (number) => Number((await chain.block(number)).timestamp),
    domain: async () => ({ chainId: await chain.chainId(), depositLog: where.contracts.depositLog }),
    isSignedByContract: async (signature, block) =>
      isContractConsent(await chain.evaluate(askContractSignature(signature), block)),
    fetch: (cid) => {
      const key = cid.toString();
      const bytes =
        fetched.get(key) ?? fetchBlock(gateways, cid, { signal, onAltered: (gateway) => onAltered?.(gateway, key) });
      fetched.set(key, bytes);
      return bytes;
    },
  };
}
