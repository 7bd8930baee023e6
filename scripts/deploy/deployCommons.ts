import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { type Deployment, parseDeployment } from '../../protocol/deployment.ts';
import { assertHeld, type Signatures } from './assertHeld.ts';
import { hashGenesis } from './genesis/hash.ts';
import { assertProfileFits } from './genesis/profile.ts';
import type { Genesis } from './genesis/shape.ts';
import { compileContracts, type Provider, withHardhat } from './hardhat.ts';
import { runModule } from './runModule.ts';

type Options = {
  readonly rpcUrl: string;
  readonly genesis: Genesis;
  /** Journal of the deployment; the same folder again resumes or returns what is there. */
  readonly deploymentDirectory: string;
  readonly deployerKey: Hex;
  /** Of the attesters and guardians without code, where the chain is a public one. */
  readonly signatures?: Signatures | undefined;
};

/** Deploys a commons, compiling the contracts when needed. Calling it again with the same folder resumes. */
export async function deployCommons(options: Options): Promise<Deployment> {
  return withHardhat({ rpcUrl: options.rpcUrl, keys: [options.deployerKey] }, async (connected) => {
    const { hre, provider } = connected;
    const { genesis, deploymentDirectory: directory } = options;
    const chainId = Number(await provider.request({ method: 'eth_chainId' }));
    assertProfileFits(genesis, chainId);
    await assertHeld(provider, { genesis, chainId, signatures: options.signatures });
    const block = await readFirstBlock(provider, directory);
    await compileContracts(hre);
    const contracts = await runModule(connected, { genesis, directory });
    return parseDeployment({ chainId, block, genesisHash: hashGenesis(genesis), contracts });
  });
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
