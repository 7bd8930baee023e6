import { type Address, decodeFunctionData, type Hex } from 'viem';
import { CONTRACT_NAMES, type ContractName } from '../../protocol/deployment.ts';
import { readLogs } from './readLogs.ts';
import type { Subject } from './subject.ts';

/** A call that a decision of the chambers made. */
export type Executed = {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
};

/** Every call to a contract of the commons that its timelock carried out, oldest first. */
export async function readExecuted({ client, deployment, builds }: Subject): Promise<readonly Executed[]> {
  const address = deployment.contracts.timelockController;
  const abi = builds.get('timelockController')?.abi ?? [];
  const logs = await readLogs(client, { address, abi, fromBlock: BigInt(deployment.block) });
  return logs.flatMap(({ eventName, args }) => {
    if (eventName !== 'CallExecuted') return [];
    const target = (args.target as Address).toLowerCase();
    const contract = CONTRACT_NAMES.find((name) => deployment.contracts[name].toLowerCase() === target);
    return contract === undefined ? [] : (decode(contract, args.data as Hex) ?? []);
  });

  function decode(contract: ContractName, data: Hex): Executed | null {
    try {
      const decoded = decodeFunctionData({ abi: builds.get(contract)?.abi ?? [], data });
      return { contract, functionName: decoded.functionName, args: decoded.args ?? [] };
    } catch {
      // A call that the contract does not know changed nothing in it.
      return null;
    }
  }
}
