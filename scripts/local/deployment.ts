import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublicClient, http } from 'viem';
import { type Deployment, parseDeployment } from '../../protocol/deployment.ts';
import type { Genesis } from '../deploy/genesis/shape.ts';
import type { People, Person } from './people.ts';
import type { Settings } from './settings.ts';

/** The contracts of a local commons: those of the last run while the chain still has them, else deployed now. */
export async function ensureDeployment(
  { directory, trainingBytes }: Pick<Settings, 'directory' | 'trainingBytes'>,
  people: People,
  rpcUrl: string,
): Promise<Deployment> {
  const file = join(directory, 'deployment.json');
  const kept = readKept(file);
  if (kept && (await isOnChain(kept, rpcUrl))) return kept;
  const deploymentDirectory = join(directory, 'deployment');
  // A chain that lost its contracts was killed while they were new; its half-done journal would only mislead.
  rmSync(deploymentDirectory, { recursive: true, force: true });
  mkdirSync(deploymentDirectory, { recursive: true });
  // Imported only now: Hardhat takes seconds to load, and a commons that comes up again does not need it.
  const [{ deployCommons }, { readGenesis }] = await Promise.all([
    import('../deploy/deployCommons.ts'),
    import('../deploy/genesis/read.ts'),
  ]);
  const local = withPeople(readGenesis('local'), people);
  const plan = { ...local.mixture.plan, budget: trainingBytes };
  const genesis = { ...local, mixture: { ...local.mixture, plan } };
  const { deployer } = people;
  const deployment = await deployCommons({ rpcUrl, genesis, deploymentDirectory, deployerKey: deployer.privateKey });
  // Beside its description, for those who check one against the other.
  writeFileSync(join(directory, 'genesis.json'), JSON.stringify(genesis, null, 2));
  writeFileSync(file, JSON.stringify(deployment, null, 2));
  return deployment;
}

/** The genesis with the institutions and guardians of this folder, whose keys nobody else has. */
function withPeople(genesis: Genesis, { attesters, guardians }: People): Genesis {
  const accounts = (people: readonly Person[]) => people.map(({ account }) => account.address);
  return {
    ...genesis,
    attesters: { ...genesis.attesters, accounts: accounts(attesters) },
    guardian: { ...genesis.guardian, accounts: accounts(guardians) },
  };
}

function readKept(file: string): Deployment | null {
  try {
    return parseDeployment(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

async function isOnChain({ contracts }: Deployment, rpcUrl: string): Promise<boolean> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const codes = await Promise.all(Object.values(contracts).map((address) => client.getCode({ address })));
  return codes.every((code) => code !== undefined);
}
