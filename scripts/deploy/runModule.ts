import {
  errorDeploymentResultToExceptionMessage,
  HardhatArtifactResolver,
} from '@nomicfoundation/hardhat-ignition/helpers';
import { DeploymentResultType, deploy } from '@nomicfoundation/ignition-core';
import { type Address, getAddress } from 'viem';
import { CONTRACT_NAMES, type ContractName } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toParameters } from './genesis/parameters.ts';
import type { Genesis } from './genesis/shape.ts';
import type { Connected } from './hardhat.ts';
import commonsModule from './modules/Commons.ts';

/** Without a directory nothing is kept, as for a chain in this process. */
type Options = { readonly genesis: Genesis; readonly directory?: string };

/** Runs the Ignition module and names where each contract is. @throws DeploymentFailedError */
export async function runModule(
  { hre, provider }: Connected,
  { genesis, directory }: Options,
): Promise<Readonly<Record<ContractName, Address>>> {
  const accounts = (await provider.request({ method: 'eth_accounts' })) as string[];
  const result = await deploy({
    config: { blockPollingInterval: 25, requiredConfirmations: 1 },
    provider: provider as never,
    ...(directory === undefined ? {} : { deploymentDir: directory }),
    artifactResolver: new HardhatArtifactResolver(hre.artifacts),
    ignitionModule: commonsModule,
    deploymentParameters: { Commons: toParameters(genesis) },
    accounts,
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new DeploymentFailedError(errorDeploymentResultToExceptionMessage(result), directory);
  }
  const addressOf = (name: ContractName) => {
    const { id } = commonsModule.results[name];
    const found = result.contracts[id]?.address;
    if (found === undefined) throw new DeploymentFailedError(`${id} is missing`, directory);
    return getAddress(found);
  };
  return Object.fromEntries(CONTRACT_NAMES.map((name) => [name, addressOf(name)])) as Record<ContractName, Address>;
}

export class DeploymentFailedError extends BaseError {
  override readonly name = 'DeploymentFailedError';
  constructor(reason: string, directory: string | undefined) {
    super(`The contracts were not all deployed: ${reason}`, {
      values: { directory },
      hint: 'Run again with the same folder to resume, or with an empty one on a fresh chain.',
    });
  }
}
