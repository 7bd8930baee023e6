import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pad } from 'viem';
import { digestStore } from '../../indexer/store/digest.ts';
import { openStore } from '../../indexer/store/openStore.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import { startChain, type TestChain } from './fixtures/chain.ts';
import { deployEmitters, emit } from './fixtures/emitter.ts';
import { startGateway, type TestGateway } from './fixtures/gateway.ts';
import { startIndexerProcess } from './fixtures/indexerProcess.ts';
import { openIndex } from './fixtures/openIndex.ts';
import { tellStory } from './fixtures/story.ts';

const PORT = 18566;

type Running = Awaited<ReturnType<typeof startIndexerProcess>>;

describe('indexer process', function () {
  // Every start of a fresh index makes a database first, which takes seconds on a busy machine.
  this.timeout(240_000);
  let chain: TestChain;
  let deployment: Deployment;
  let gateway: TestGateway;
  let folder: string;
  const started: Running[] = [];

  before(async () => {
    chain = await startChain(18562);
    deployment = await deployEmitters(chain);
    gateway = await startGateway((await tellStory(chain, deployment)).blocks);
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tilth-indexer-'));
  });

  afterEach(async () => {
    for (const one of started.splice(0)) await one.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  after(async () => {
    await gateway.stop();
    await chain.stop();
  });

  const start = async (rest: Partial<Parameters<typeof startIndexerProcess>[0]> = {}) => {
    const common = { folder, deployment, rpcUrl: chain.rpcUrl, gateways: [gateway.url], port: PORT };
    const one = await startIndexerProcess({ ...common, ...rest });
    started.push(one);
    return one;
  };

  const mint = (times: number) =>
    emit(chain, deployment, {
      contract: 'contributionCredits',
      eventName: 'CreditsMinted',
      args: { identityId: 1n, kind: 2n, amount: 1n, cause: pad('0x1') },
      times,
    });

  const waitFor = async (running: Running, done: (status: any) => boolean) => {
    for (let i = 0; i < 1500; i += 1) {
      const { status } = await running.ask(
        '{ status { block lag pendingBlocks problem chainHead counts { deposits } } }',
      );
      if (done(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the index did not get there');
  };
  const isDone = (status: any) => status.lag === 0 && status.pendingBlocks === 0;

  it('goes on after kill -9 in the middle of indexing, to the same digest as a fresh index', async () => {
    for (let i = 0; i < 20; i += 1) await mint(100);
    const first = await start();
    await waitFor(first, (status) => status.block >= 0);
    await first.kill('SIGKILL');
    await mint(50);
    const second = await start();
    await waitFor(second, isDone);
    await mint(50);
    await waitFor(second, (status) => isDone(status) && status.block === status.chainHead);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await second.kill('SIGTERM')).to.equal(0);
    const store = await openStore({ dataDirectory: join(folder, 'data') });
    const digest = await digestStore(store.database);
    await store.close();
    const fresh = await openIndex(chain.rpcUrl, deployment, [gateway.url]);
    await fresh.catchUp();
    await fresh.fetchContent();
    expect(digest).to.equal(await fresh.digest());
    await fresh.close();
  });

  it('starts and stays up while the RPC is down, and follows once it is there', async () => {
    const running = await start({ rpcUrl: 'http://127.0.0.1:18563' });
    expect(running.graphql).to.equal(`http://127.0.0.1:${PORT}/graphql`);
    const down = await waitFor(running, (status) => status.problem !== null);
    expect(down).to.include({ block: -1, chainHead: null });
    const late = await startChain(18563);
    const other = await waitFor(running, (status) => status.problem?.includes('another chain') ?? false);
    expect(other.block).to.equal(-1);
    await deployEmitters(late);
    await late.client.mine({ blocks: 2 });
    await waitFor(running, (status) => status.problem === null && status.block === 2);
    expect(await running.kill('SIGTERM')).to.equal(0);
    await late.stop();
  });

  it('says in a clear sentence that its files are damaged, and rebuilds them', async () => {
    const first = await start();
    await waitFor(first, isDone);
    await first.kill('SIGTERM');
    const data = join(folder, 'data', 'index');
    expect(existsSync(data)).to.equal(true);
    writeFileSync(join(data, 'global', 'pg_control'), 'nonsense');
    for (const name of readdirSync(join(data, 'pg_wal'))) rmSync(join(data, 'pg_wal', name), { recursive: true });
    const damaged = await start();
    expect(damaged.graphql).to.equal(null);
    expect((await damaged.exit)[0]).to.equal(1);
    expect(damaged.err()).to.contain('its files are damaged').and.to.contain('--rebuild');
    const rebuilt = await start({ words: ['--rebuild'] });
    await waitFor(rebuilt, isDone);
    await rebuilt.kill('SIGTERM');
  });

  it('refuses an index of another deployment, a bad configuration, and PostgreSQL without its driver', async () => {
    const first = await start();
    await first.kill('SIGTERM');
    const other = await start({ deployment: { ...deployment, genesisHash: pad('0x2') } });
    expect((await other.exit)[0]).to.equal(1);
    expect(other.err()).to.contain('belongs to another deployment');
    const unknown = await start({ extra: { dataDirectory: 'data', colour: 'blue' } });
    expect((await unknown.exit)[0]).to.equal(1);
    expect(unknown.err()).to.contain('colour');
    const postgres = await start({ extra: { databaseUrl: 'postgres://127.0.0.1:1/x' } });
    expect((await postgres.exit)[0]).to.equal(1);
    expect(postgres.err()).to.match(/package pg is not installed|does not answer/);
  });
});
