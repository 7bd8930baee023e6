import { join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  numberToHex,
} from 'viem';
import config from '../../../hardhat.config.ts';
import { CONTRACT_NAMES, type ContractName } from '../../../protocol/deployment.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import { compileContracts, type Provider } from '../../deploy/hardhat.ts';
import commonsModule from '../../deploy/modules/Commons.ts';
import { runModule } from '../../deploy/runModule.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GAS_LIMIT = 16_000_000;

export type Contract = { readonly address: Address; readonly abi: Abi };
type Call = {
  readonly from: Address;
  readonly to: Contract;
  readonly name: string;
  readonly args?: readonly unknown[];
  readonly value?: bigint;
};

export type GasChain = {
  readonly chainId: number;
  readonly accounts: readonly Address[];
  readonly deploy: (contractName: string, args?: readonly unknown[]) => Promise<Contract>;
  readonly deployCommons: (genesis: Genesis) => Promise<Readonly<Record<ContractName, Contract>>>;
  /** Sends a transaction and tells what it used. */
  readonly send: (call: Call) => Promise<number>;
  readonly read: <T>(call: Omit<Call, 'from'>) => Promise<T>;
  readonly now: () => Promise<number>;
  readonly blockNumber: () => Promise<bigint>;
  readonly pass: (seconds: number) => Promise<void>;
  /** Makes an address, such as a contract's, able to send. */
  readonly impersonate: (address: Address) => Promise<Address>;
  readonly close: () => Promise<void>;
};

/** An empty chain in this process, with our contracts and the peers compiled alike. */
export async function openGasChain(): Promise<GasChain> {
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...config,
      paths: {
        ...config.paths,
        sources: ['contracts', 'scripts/bench/contracts'],
        artifacts: 'cache/bench/artifacts',
        cache: 'cache/bench/cache',
      },
    },
    {},
    ROOT,
  );
  await compileContracts(hre);
  const connection = await hre.network.create();
  const provider = connection.provider as Provider;
  const request = <T>(method: string, ...params: unknown[]) => provider.request({ method, params }) as Promise<T>;
  const accounts = await request<readonly Address[]>('eth_accounts');
  const abiOf = async (name: string) => (await hre.artifacts.readArtifact(name)).abi as Abi;

  const transact = async (transaction: object, abi: Abi) => {
    const hash = await request<Hex>('eth_sendTransaction', { gas: numberToHex(GAS_LIMIT), ...transaction }).catch(
      (error) => {
        throw explain(error, abi);
      },
    );
    return request<{ status: Hex; gasUsed: Hex; contractAddress: Address }>('eth_getTransactionReceipt', hash);
  };

  return {
    chainId: Number(await request<Hex>('eth_chainId')),
    accounts,
    deploy: async (contractName, args = []) => {
      const { abi, bytecode } = await hre.artifacts.readArtifact(contractName);
      const data = encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args: [...args] });
      const receipt = await transact({ from: accounts[0], data }, abi as Abi);
      return { address: receipt.contractAddress, abi: abi as Abi };
    },
    deployCommons: async (genesis) => {
      const addresses = await runModule({ hre, provider }, { genesis });
      const entries = CONTRACT_NAMES.map(async (name) => {
        return [
          name,
          { address: addresses[name], abi: await abiOf(commonsModule.results[name].contractName) },
        ] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as Record<ContractName, Contract>;
    },
    send: async ({ from, to, name, args = [], value = 0n }) => {
      const data = encodeFunctionData({ abi: to.abi, functionName: name, args: [...args] });
      const receipt = await transact({ from, to: to.address, data, value: numberToHex(value) }, to.abi);
      return Number(receipt.gasUsed);
    },
    read: async <T>({ to, name, args = [] }: Omit<Call, 'from'>) => {
      const data = encodeFunctionData({ abi: to.abi, functionName: name, args: [...args] });
      const result = await request<Hex>('eth_call', { to: to.address, data });
      return decodeFunctionResult({ abi: to.abi, functionName: name, args: [...args], data: result }) as T;
    },
    now: async () => Number((await request<{ timestamp: Hex }>('eth_getBlockByNumber', 'latest', false)).timestamp),
    blockNumber: async () => BigInt(await request<Hex>('eth_blockNumber')),
    pass: async (seconds) => {
      await request('evm_increaseTime', seconds);
      await request('evm_mine');
    },
    impersonate: async (address) => {
      await request('hardhat_impersonateAccount', address);
      await request('hardhat_setBalance', address, numberToHex(10n ** 20n));
      return address;
    },
    close: () => connection.close(),
  };
}

/** Names the custom error of a refused transaction, where the contract's interface knows it. */
function explain(error: unknown, abi: Abi): unknown {
  const data = (error as { data?: { data?: Hex } | Hex }).data;
  const raw = typeof data === 'string' ? data : data?.data;
  if (!raw || raw === '0x') return error;
  try {
    const { errorName, args } = decodeErrorResult({ abi, data: raw });
    return new Error(`${errorName}(${args?.join(', ') ?? ''})`, { cause: error });
  } catch {
    return error;
  }
}
