import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'drizzle-orm';
import { abis } from '../../indexer/events/abi.ts';
import { createReadClient } from '../../indexer/source/chainReader.ts';
import { createGovernorReader } from '../../indexer/source/governorReader.ts';
import { deployCommons } from '../../scripts/deploy/deployCommons.ts';
import { readGenesis } from '../../scripts/deploy/genesis/read.ts';
import { startChain } from './fixtures/chain.ts';
import { openIndex } from './fixtures/openIndex.ts';

/** anvil's first development key. */
const DEPLOYER = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

describe('indexer of a deployed commons', () => {
  it('reads the real contracts from their first block', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tilth-indexer-commons-'));
    const chain = await startChain(18565);
    try {
      const genesis = readGenesis('local');
      const deployment = await deployCommons({
        rpcUrl: chain.rpcUrl,
        genesis,
        deploymentDirectory: folder,
        deployerKey: DEPLOYER,
      });
      const index = await openIndex(chain.rpcUrl, deployment);
      await index.catchUp();
      const policies = await index.store.database.execute(sql`select id, shares from policy`);
      expect(policies.rows).to.have.length(1);
      expect(policies.rows[0]).to.deep.include({ shares: genesis.mixture.shares });
      const names = await createGovernorReader(createReadClient(chain.rpcUrl), deployment).registers();
      expect(names).to.deep.equal(genesis.mixture.registers);
      expect(Object.keys(deployment.contracts)).to.include.members(Object.keys(abis));
      await index.close();
    } finally {
      await chain.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
