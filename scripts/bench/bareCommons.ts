import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalAccount } from 'viem/accounts';
import { type Client, createClient } from '../../client/createClient.ts';
import type { Chain } from '../../node/chain/chain.ts';
import { createChain } from '../../node/chain/createChain.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import { deployCommons } from '../deploy/deployCommons.ts';
import { readGenesis } from '../deploy/genesis/read.ts';
import type { Genesis } from '../deploy/genesis/shape.ts';
import { asPeople } from '../local/asPeople.ts';
import { findAnvil } from '../local/chain.ts';
import { enrolEveryone } from '../local/enrol.ts';
import { deployer, testPeople } from '../local/testPeople.ts';

/** Only what deposits need: a real chain with the real contracts, people enrolled and operators registered. */
export type BareCommons = {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** The commons as clients see it, with no gate and no index yet. */
  readonly commons: Client;
  readonly directory: string;
  readonly as: (account: LocalAccount) => Promise<Chain>;
  readonly stop: () => Promise<void>;
};

/** Starts anvil on a port and deploys; the caller stops it. */
export async function startCommons(port: number, genesis: Genesis = readGenesis('local')): Promise<BareCommons> {
  const directory = mkdtempSync(join(tmpdir(), 'tilth-test-'));
  const rpcUrl = `http://127.0.0.1:${port}`;
  const stopChain = await startAnvil(port);
  try {
    const deployment = await deployCommons({
      rpcUrl,
      genesis,
      deploymentDirectory: join(directory, 'deployment'),
      deployerKey: deployer.privateKey,
    });
    writeFileSync(join(directory, 'deployment.json'), JSON.stringify(deployment));
    const as = (account: LocalAccount) => createChain({ rpcUrl, deployment, account, pollMs: 50 });
    const { chainId, contracts } = deployment;
    // Neither gates nor an index are there: whoever starts them names them.
    const endpoints = { chainId, rpcUrl, graphqlUrl: rpcUrl, apiUrls: [], contracts };
    const commons = await createClient({ endpoints });
    await enrolEveryone(asPeople(commons), testPeople);
    const stop = async () => {
      await stopChain();
      rmSync(directory, { recursive: true, force: true });
    };
    return { rpcUrl, deployment, commons, directory, as, stop };
  } catch (error) {
    await stopChain();
    throw error;
  }
}

/** Starts an empty anvil; the result ends it. */
export async function startAnvil(port: number): Promise<() => Promise<void>> {
  const anvil = findAnvil();
  if (!anvil) throw new Error('anvil is not installed on this platform');
  const args = ['--port', String(port), '--accounts', '40', '--chain-id', '31337', '--hardfork', 'prague'];
  const child = spawn(anvil, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await new Promise<void>((done, fail) => {
    child.once('close', (code) => fail(new Error(`anvil ended with ${code}: is port ${port} free?`)));
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Listening') && done());
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
