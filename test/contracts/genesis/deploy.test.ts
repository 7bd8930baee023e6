import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { network } from 'hardhat';
import { createPublicClient, http, toHex } from 'viem';
import { deployCommons } from '../../../scripts/deploy/deployCommons.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import { accountAt } from '../commons.ts';

describe('deployCommons', function () {
  // Compiles the contracts when nobody did before.
  this.timeout(300_000);
  const directory = mkdtempSync(join(tmpdir(), 'tilth-deploy-'));
  let server: Awaited<ReturnType<typeof network.createServer>>;
  let rpcUrl: string;
  before(async () => {
    server = await network.createServer('default', '127.0.0.1');
    const { address, port } = await server.listen();
    rpcUrl = `http://${address}:${port}`;
  });
  after(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  it('deploys over RPC, and returns the same commons when run again', async () => {
    const deployerKey = toHex(accountAt(0).getHdKey().privateKey!);
    const options = { rpcUrl, genesis: readGenesis('local'), deploymentDirectory: directory, deployerKey };
    const first = await deployCommons(options);
    const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
    for (const address of Object.values(first.contracts)) expect(await client.getCode({ address })).to.match(/^0x60/);
    const height = await client.getBlockNumber();
    expect(await deployCommons(options)).to.deep.equal(first);
    expect(await client.getBlockNumber()).to.equal(height);
  });
});
