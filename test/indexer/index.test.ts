import { expect } from 'chai';
import { sql } from 'drizzle-orm';
import type { CID } from 'multiformats/cid';
import { pad } from 'viem';
import { draftDeposit } from '../../client/deposit.ts';
import { encodeBatch, type SignedStatement } from '../../protocol/blocks/logBatch.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import { MerkleLog } from '../../protocol/merkle/tree.ts';
import { allRows } from './fixtures/allRows.ts';
import { startChain, type TestChain } from './fixtures/chain.ts';
import { deployEmitters, emit } from './fixtures/emitter.ts';
import { startGateway, type TestGateway } from './fixtures/gateway.ts';
import { openIndex, type TestIndex } from './fixtures/openIndex.ts';
import { ALICE, type Story, tellStory } from './fixtures/story.ts';

describe('indexer', () => {
  let chain: TestChain;
  let deployment: Deployment;
  let story: Story;
  let gateway: TestGateway;
  const open: TestIndex[] = [];

  before(async () => {
    chain = await startChain(18560);
    deployment = await deployEmitters(chain);
    story = await tellStory(chain, deployment);
    gateway = await startGateway(story.blocks);
  });

  afterEach(async () => {
    for (const index of open.splice(0)) await index.close();
  });

  after(async () => {
    await gateway.stop();
    await chain.stop();
  });

  const openOne = async (gateways: readonly string[] = [gateway.url]) => {
    const index = await openIndex(chain.rpcUrl, deployment, gateways);
    open.push(index);
    return index;
  };

  const indexAll = async () => {
    const index = await openOne();
    await index.catchUp();
    await index.fetchContent();
    return index;
  };

  const mint = (amount: bigint) =>
    emit(chain, deployment, {
      contract: 'contributionCredits',
      eventName: 'CreditsMinted',
      args: { identityId: 1n, kind: 2n, amount, cause: pad('0x1') },
    });

  it('turns the events of every domain into rows', async () => {
    const index = await indexAll();
    const counts = await allRows(index.store.database);
    expect(counts).to.include({
      identity: 3,
      identity_change: 1,
      operator: 1,
      operator_node: 1,
      head: 2,
      batch: 2,
      leaf: 3,
      core: 3,
      withdrawal: 2,
      tier_change: 1,
      expert: 1,
      expert_manifest: 1,
      sealed_epoch: 1,
      audit: 1,
      audit_panel: 1,
      audit_step: 2,
      verdict_commit: 1,
      verdict_reveal: 1,
      epoch_credit: 1,
      work_change: 1,
      restriction: 1,
      credit_mint: 2,
      credit_claim: 2,
      proposal: 1,
      proposal_step: 2,
      vote: 2,
      policy: 2,
      run: 1,
      run_seed: 1,
      run_verification: 1,
      base: 1,
      adapter: 1,
      attribution_claim: 1,
      document: 3,
      snapshot_log: 2,
      card_deposit: 1,
    });
    expect(counts.chain_event).to.equal(39);
  });

  it('gives the same digest when it indexes again, in other ranges and with content at other moments', async () => {
    const first = await indexAll();
    const second = await openOne();
    await second.fetchContent();
    await second.catchUp();
    const before = await second.digest();
    await second.fetchContent();
    expect(before).to.not.equal(await first.digest());
    expect(await second.digest()).to.equal(await first.digest());
  });

  it('undoes blocks that the chain replaced, and matches a fresh index', async () => {
    const index = await indexAll();
    const clean = await index.digest();
    const snapshot = await chain.client.snapshot();
    await mint(5n);
    await mint(6n);
    await index.catchUp();
    expect((await allRows(index.store.database)).credit_mint).to.equal(4);
    await chain.client.revert({ id: snapshot });
    await mint(7n);
    await mint(8n);
    await mint(9n);
    await index.catchUp();
    const found = await index.store.database.execute(
      sql`select amount from credit_mint where kind = 2 order by amount`,
    );
    expect(found.rows.map((row) => Number(row.amount))).to.deep.equal([7, 8, 9]);
    const fresh = await indexAll();
    expect(await index.digest()).to.equal(await fresh.digest());
    expect(await index.digest()).to.not.equal(clean);
  });

  it('goes back when the chain lost its last blocks', async () => {
    const snapshot = await chain.client.snapshot();
    const before = await indexAll();
    const digest = await before.digest();
    await mint(11n);
    await before.catchUp();
    expect(await before.digest()).to.not.equal(digest);
    await chain.client.revert({ id: snapshot });
    await before.catchUp();
    expect(await before.digest()).to.equal(digest);
  });

  it('follows a deep reorganisation that anvil makes itself', async () => {
    const index = await indexAll();
    await mint(21n);
    await mint(22n);
    await index.catchUp();
    await chain.client
      .request({ method: 'anvil_reorg', params: [{ depth: 2, txBlockPairs: [] } as never] } as never)
      .catch(() => chain.client.request({ method: 'anvil_reorg', params: [2, []] } as never));
    await index.catchUp();
    const found = await index.store.database.execute(sql`select 1 from credit_mint where amount in (21, 22)`);
    expect(found.rows).to.have.length(0);
    expect(await index.digest()).to.equal(await (await indexAll()).digest());
  });

  it('keeps following the chain while no gateway has the content, and fetches it later', async () => {
    const late = new Map<string, Uint8Array>();
    const empty = await startGateway(late);
    const index = await openOne([empty.url]);
    await index.catchUp();
    await index.fetchContent();
    expect(await allRows(index.store.database)).to.include({ head: 2, leaf: 0, core: 0 });
    for (const [cid, bytes] of story.blocks) late.set(cid, bytes);
    await index.store.database.execute(sql`update fetch_attempt set next_at = 0`);
    await index.fetchContent();
    expect(await index.digest()).to.equal(await (await indexAll()).digest());
    await empty.stop();
  });

  it('refuses a batch that does not lead to its root, and a deposit that its contributor did not sign', async () => {
    const leaves = story.leaves.slice(0, 1);
    const statements = story.statements.slice(0, 1);
    const forged = encodeBatch({ v: 2, logId: 2, start: 0, leaves, statements, previous: null });
    story.blocks.set(forged.cid.toString(), forged.bytes);
    await emit(chain, deployment, {
      contract: 'depositLog',
      eventName: 'Anchored',
      args: { logId: 2n, size: 1n, root: pad('0xbad0'), previous: pad('0x0'), uri: `ipfs://${forged.cid}` },
    });
    const lie = await draftDeposit({
      ...{ text: 'Alice never wrote this.', register: 'oral', tier: 'public', label: 'Alice', rights: ALL_RIGHTS },
      ...{ contributor: ALICE, chainId: deployment.chainId },
    });
    story.blocks.set(lie.id.slice('sub:'.length), lie.coreBytes);
    const [leaf, moved] = [fromDepositId(lie.id), story.statements[0] as SignedStatement];
    // The other leaf is Bob's own, in a second log, under his own statement.
    const both = {
      leaves: [leaf, story.leaves[1] as CID],
      statements: [moved, story.statements[1] as SignedStatement],
    };
    const batch = encodeBatch({ v: 2, logId: 3, start: 0, ...both, previous: null });
    story.blocks.set(batch.cid.toString(), batch.bytes);
    const root = new MerkleLog(both.leaves.map(({ bytes }) => bytes)).root();
    const head = { logId: 3n, size: 2n, root, previous: pad('0x0'), uri: `ipfs://${batch.cid}` };
    await emit(chain, deployment, { contract: 'depositLog', eventName: 'Anchored', args: head });
    const index = await indexAll();
    const checks = await index.store.database.execute(
      sql`select index, holds, reason from leaf_check where log_id = 3 order by index`,
    );
    expect(checks.rows.map(({ holds, reason }) => [holds, reason])).to.deep.equal([
      [false, 'carries no signature of its contributor'],
      [true, ''],
    ]);
    const shown = await index.store.database.execute(sql`select id from deposit`);
    expect(shown.rows.map(({ id }) => id)).to.have.members(story.drafts.map(({ id }) => id));
    const found = await index.store.database.execute(sql`select reason from fetch_attempt where next_at is null`);
    expect(String(found.rows[0]?.reason)).to.contain('do not lead to the anchored root');
    expect((await index.store.database.execute(sql`select 1 from leaf where log_id = 2`)).rows).to.have.length(0);
  });

  it('is not stopped by numbers and strings that a database does not hold', async () => {
    await emit(chain, deployment, {
      contract: 'receiptBook',
      eventName: 'Sealed',
      args: {
        operatorId: 2n ** 255n,
        epoch: 2n ** 64n - 1n,
        root: pad('0x1'),
        count: 2 ** 32 - 1,
        units: 2n ** 64n - 1n,
        uri: 'a\0b',
      },
    });
    const index = await indexAll();
    const found = await index.store.database.execute(sql`select uri, count from sealed_epoch where uri like 'a%'`);
    expect(found.rows[0]).to.deep.include({ uri: 'a\uFFFDb' });
  });
});
