import type { Abi, Address, Hex, PublicClient } from 'viem';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import type { Genesis } from './genesis/shape.ts';

/** What the local build says about one contract. */
export type Build = {
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
  /** Where constructors write immutables into the code. */
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
};

/** A deployment under examination. */
export type Subject = {
  readonly client: PublicClient;
  readonly deployment: Deployment;
  readonly genesis: Genesis;
  readonly builds: ReadonlyMap<ContractName, Build>;
  /** Of the contracts that constructors make, by their name in Solidity. */
  readonly made: ReadonlyMap<string, Build>;
  /** Who paid for the deployment: the first admin of the timelock beside itself. */
  readonly deployer: Address;
};

/** Calls a view of a contract of the deployment. */
export async function readView(
  { client, deployment, builds }: Subject,
  name: ContractName,
  functionName: string,
  args: readonly unknown[] = [],
): Promise<unknown> {
  const abi = builds.get(name)?.abi ?? [];
  return client.readContract({ address: deployment.contracts[name], abi, functionName, args });
}

/** The name of an address of the deployment, or the address. */
export function nameOf({ deployment, deployer }: Subject, address: Address): string {
  const entry = Object.entries(deployment.contracts).find(([, it]) => it.toLowerCase() === address.toLowerCase());
  if (entry) return entry[0];
  return address.toLowerCase() === deployer.toLowerCase() ? `deployer ${address}` : address;
}
