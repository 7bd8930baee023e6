import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  errorDeploymentResultToExceptionMessage,
  HardhatArtifactResolver,
} from '@nomicfoundation/hardhat-ignition/helpers';
import { DeploymentResultType, deploy } from '@nomicfoundation/ignition-core';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Address, getAddress, type Hex } from 'viem';
import config from '../hardhat.config.ts';
import commonsModule from '../ignition/modules/Commons.ts';
import { CONTRACT_NAMES, type Deployment, parseDeployment } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { toParameters } from './genesis/parameters.ts';
import { assertProfileFits, type Genesis, hashGenesis } from './genesis/schema.ts';

type Options = {
  readonly rpcUrl: string;
  readonly genesis: Genesis;
  /** Journal of the deployment; the same folder again resumes or returns what is there. */
  readonly deploymentDirectory: string;
  readonly deployerKey: Hex;
};

type Provider = { readonly request: (call: { method: string; params?: unknown[] }) => Promise<unknown> };

/** Deploys a commons, compiling the contracts when needed. Calling it again with the same folder resumes. */
export async function deployCommons(options: Options): Promise<Deployment> {
  const hre = await createHardhatRuntimeEnvironment(config, {}, join(import.meta.dirname, '..'));
  const connection = await hre.network.create({
    network: 'target',
    override: { url: options.rpcUrl, accounts: [options.deployerKey] },
  });
  try {
    const provider = connection.provider as Provider;
    const chainId = Number(await provider.request({ method: 'eth_chainId' }));
    assertProfileFits(options.genesis, chainId);
    const block = await readFirstBlock(provider, options.deploymentDirectory);
    await compile(hre);
    const contracts = await deployModule(hre, provider, options);
    return parseDeployment({ chainId, block, genesisHash: hashGenesis(options.genesis), contracts });
  } finally {
    await connection.close();
  }
}

/** The block before the first contract, remembered so that a resumed deployment names the same one. */
async function readFirstBlock(provider: Provider, directory: string): Promise<number> {
  const file = join(directory, 'first-block');
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  const block = Number(await provider.request({ method: 'eth_blockNumber' }));
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, String(block));
  return block;
}

async function compile(hre: HardhatRuntimeEnvironment): Promise<void> {
  const roots = await hre.solidity.getRootFilePaths({ scope: 'contracts' });
  const results = await hre.solidity.build(roots, { quiet: true, scope: 'contracts' });
  if (!hre.solidity.isSuccessfulBuildResult(results)) throw new ContractsNotCompiledError(JSON.stringify(results));
}

async function deployModule(
  hre: HardhatRuntimeEnvironment,
  provider: Provider,
  options: Options,
): Promise<Record<string, Address>> {
  const accounts = (await provider.request({ method: 'eth_accounts' })) as string[];
  const result = await deploy({
    config: { blockPollingInterval: 25, requiredConfirmations: 1 },
    provider: provider as never,
    deploymentDir: options.deploymentDirectory,
    artifactResolver: new HardhatArtifactResolver(hre.artifacts),
    ignitionModule: commonsModule,
    deploymentParameters: { Commons: toParameters(options.genesis) },
    accounts,
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new DeploymentFailedError(errorDeploymentResultToExceptionMessage(result), options.deploymentDirectory);
  }
  const addressOf = (name: (typeof CONTRACT_NAMES)[number]) => {
    const { id } = commonsModule.results[name];
    const found = result.contracts[id]?.address;
    if (found === undefined) throw new DeploymentFailedError(`${id} is missing`, options.deploymentDirectory);
    return getAddress(found);
  };
  return Object.fromEntries(CONTRACT_NAMES.map((name) => [name, addressOf(name)]));
}

export class ContractsNotCompiledError extends BaseError {
  override readonly name = 'ContractsNotCompiledError';
  constructor(reason: string) {
    super('The contracts do not compile.', { values: { reason }, hint: 'Run `hardhat build` to see why.' });
  }
}

export class DeploymentFailedError extends BaseError {
  override readonly name = 'DeploymentFailedError';
  constructor(reason: string, directory: string) {
    super(`The contracts were not all deployed: ${reason}`, {
      values: { directory },
      hint: 'Run again with the same folder to resume, or with an empty one on a fresh chain.',
    });
  }
}
