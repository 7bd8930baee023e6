import { type Abi, type Address, createPublicClient, http, zeroHash } from 'viem';
import type { Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { checkClasses } from './checkClasses.ts';
import { checkCode } from './checkCode.ts';
import { checkDeployer } from './checkDeployer.ts';
import { checkLinks } from './checkLinks.ts';
import { checkRights } from './checkRights.ts';
import { checkSettings } from './checkSettings.ts';
import { checkTimelock } from './checkTimelock.ts';
import { compare, type Finding } from './finding.ts';
import { hashGenesis } from './genesis/hash.ts';
import type { Genesis } from './genesis/shape.ts';
import { compileContracts, withHardhat } from './hardhat.ts';
import { readBuilds, readMadeBuilds } from './readBuilds.ts';
import { readLogs } from './readLogs.ts';
import type { Subject } from './subject.ts';

type Options = { readonly rpcUrl: string; readonly deployment: Deployment; readonly genesis: Genesis };

/** Checks a deployment against the chain, the genesis and the local build. It is sound when every finding is ok. */
export async function verifyDeployment({ rpcUrl, deployment, genesis }: Options): Promise<readonly Finding[]> {
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
  const chain = compare('genesis', 'chain', deployment.chainId, await client.getChainId());
  const hash = compare('genesis', 'hash', deployment.genesisHash, hashGenesis(genesis));
  if (!chain.ok) return [chain, hash];
  const { builds, made } = await withHardhat({ rpcUrl, keys: [] }, async ({ hre }) => {
    await compileContracts(hre);
    return { builds: await readBuilds(hre), made: await readMadeBuilds(hre) };
  });
  const deployer = await findDeployer(client as never, deployment, builds.get('timelockController')?.abi ?? []);
  const subject = { client: client as never, deployment, genesis, builds, made, deployer } satisfies Subject;
  const checks = [checkCode, checkLinks, checkRights, checkTimelock, checkClasses, checkDeployer, checkSettings];
  const findings: Finding[] = [chain, hash];
  for (const check of checks) findings.push(...(await check(subject)));
  return findings;
}

async function findDeployer(client: Subject['client'], { contracts, block }: Deployment, abi: Abi): Promise<Address> {
  const address = contracts.timelockController;
  const logs = await readLogs(client, { address, abi, fromBlock: BigInt(block) });
  const admins = logs.filter((it) => it.eventName === 'RoleGranted' && it.args.role === zeroHash);
  const others = admins
    .map((it) => it.args.account as Address)
    .filter((it) => it.toLowerCase() !== address.toLowerCase());
  if (others[0] === undefined) throw new NoDeploymentError(address);
  return others[0];
}

export class NoDeploymentError extends BaseError {
  override readonly name = 'NoDeploymentError';
  override readonly kind = 'invalid';
  constructor(timelock: Address) {
    super('No commons was deployed there: its timelock never had an admin.', {
      values: { timelock },
      hint: 'Check the RPC URL and the deployment file.',
    });
  }
}
