import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Abi, type Address, createPublicClient, type Hex, http } from 'viem';
import commonsModule from '../../ignition/modules/Commons.ts';
import { CONTRACT_NAMES, type ContractName, type Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { hashGenesis } from '../genesis/hash.ts';
import type { Genesis } from '../genesis/shape.ts';
import { checkCode } from './checkCode.ts';
import { checkDeployer } from './checkDeployer.ts';
import { checkLinks } from './checkLinks.ts';
import { checkClasses, checkRoles } from './checkRoles.ts';
import { checkSettings } from './checkSettings.ts';
import { checkTimelock } from './checkTimelock.ts';
import { compare, type Finding } from './finding.ts';
import { compileContracts, withHardhat } from './hardhat.ts';
import { readLogs } from './readLogs.ts';
import type { Build, Subject } from './subject.ts';

type Options = { readonly rpcUrl: string; readonly deployment: Deployment; readonly genesis: Genesis };

/** Checks a deployment against the chain, the genesis and the local build. It is sound when every finding is ok. */
export async function verifyDeployment({ rpcUrl, deployment, genesis }: Options): Promise<readonly Finding[]> {
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
  const chain = compare('genesis', 'chain', deployment.chainId, await client.getChainId());
  const hash = compare('genesis', 'hash', deployment.genesisHash, hashGenesis(genesis));
  if (!chain.ok) return [chain, hash];
  const builds = await withHardhat({ rpcUrl, keys: [] }, async ({ hre }) => {
    await compileContracts(hre);
    return readBuilds(hre);
  });
  const deployer = await findDeployer(client as never, deployment, builds.get('accessManager')?.abi ?? []);
  const subject = { client: client as never, deployment, genesis, builds, deployer } satisfies Subject;
  const checks = [checkCode, checkLinks, checkRoles, checkTimelock, checkClasses, checkDeployer, checkSettings];
  const findings: Finding[] = [chain, hash];
  for (const check of checks) findings.push(...(await check(subject)));
  return findings;
}

async function readBuilds(hre: HardhatRuntimeEnvironment): Promise<ReadonlyMap<ContractName, Build>> {
  const entries = CONTRACT_NAMES.map(async (name) => {
    const { contractName } = commonsModule.results[name];
    const artifact = await hre.artifacts.readArtifact(contractName);
    const references = (artifact.immutableReferences ?? {}) as Record<string, { start: number; length: number }[]>;
    const build: Build = {
      contractName,
      abi: artifact.abi as Abi,
      bytecode: artifact.bytecode as Hex,
      deployedBytecode: artifact.deployedBytecode as Hex,
      immutables: Object.values(references).flat(),
    };
    return [name, build] as const;
  });
  return new Map(await Promise.all(entries));
}

async function findDeployer(client: Subject['client'], { contracts, block }: Deployment, abi: Abi): Promise<Address> {
  const logs = await readLogs(client, { address: contracts.accessManager, abi, fromBlock: BigInt(block) });
  const first = logs.find((it) => it.eventName === 'RoleGranted')?.args.account as Address | undefined;
  if (first === undefined) throw new NoDeploymentError(contracts.accessManager);
  return first;
}

export class NoDeploymentError extends BaseError {
  override readonly name = 'NoDeploymentError';
  constructor(accessManager: Address) {
    super('No commons was deployed there: its access manager never had an admin.', {
      values: { accessManager },
      hint: 'Check the RPC URL and the deployment file.',
    });
  }
}
