import { type Abi, createPublicClient, http, type PublicClient } from 'viem';
import type { LocalAccount } from 'viem/accounts';
import { loadAbi } from '../../protocol/abi/abis.ts';
import type { AnyCall } from '../../protocol/abi/calls.ts';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Chain } from './chain.ts';
import { readEvents } from './readEvents.ts';
import { createSender } from './sender.ts';

export type ChainOptions = {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly account: LocalAccount;
  /** Milliseconds between looks for a receipt. */
  readonly pollMs?: number;
};

/** Connects to the chain over JSON-RPC. @throws WrongChainError when the RPC serves another chain */
export async function createChain(options: ChainOptions): Promise<Chain> {
  const pollMs = options.pollMs ?? 500;
  const transport = http(options.rpcUrl, { retryCount: 3, retryDelay: 150, timeout: 10_000 });
  const client = createPublicClient({ transport, cacheTime: 0, pollingInterval: Math.min(pollMs, 100) });
  const { deployment, account } = options;
  await assertChain(client, options.rpcUrl, deployment);
  const at = async (contract: ContractName) => ({
    address: deployment.contracts[contract],
    abi: (await loadAbi[contract]()) as Abi,
  });
  const read = async ({ contract, functionName, args = [] }: AnyCall) =>
    client.readContract({ ...(await at(contract)), functionName, args });
  return {
    chainId: deployment.chainId,
    deployment,
    account,
    client,
    // Names, arguments and results fit each other because all of them come from the ABI that is called.
    read: read as Chain['read'],
    send: createSender({ client, transport, account, chainId: deployment.chainId, at }) as Chain['send'],
    events: async (query) => readEvents({ client, at: await at(query.contract), query }),
  };
}

async function assertChain(client: PublicClient, rpcUrl: string, deployment: Deployment): Promise<void> {
  const chainId = await client.getChainId().catch((cause: unknown) => {
    throw new ChainUnreachableError(rpcUrl, cause);
  });
  if (chainId !== deployment.chainId) throw new WrongChainError(rpcUrl, chainId, deployment.chainId);
}

export class ChainUnreachableError extends BaseError {
  override readonly name = 'ChainUnreachableError';
  override readonly kind = 'unavailable';
  constructor(rpcUrl: string, cause: unknown) {
    super('The chain does not answer.', { values: { rpcUrl }, hint: 'Check rpcUrl, and that the RPC runs.', cause });
  }
}

export class WrongChainError extends BaseError {
  override readonly name = 'WrongChainError';
  override readonly kind = 'conflict';
  constructor(rpcUrl: string, found: number, expected: number) {
    super('The RPC serves another chain than the deployment.', { values: { rpcUrl, found, expected } });
  }
}
