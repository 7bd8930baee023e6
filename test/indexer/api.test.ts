import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type ServerOptions, startServer } from '../../indexer/api/server.ts';
import { createReadClient } from '../../indexer/source/chainReader.ts';
import { createGovernorReader } from '../../indexer/source/governorReader.ts';
import { startChain, type TestChain } from './fixtures/chain.ts';
import { deployEmitters } from './fixtures/emitter.ts';
import { startGateway, type TestGateway } from './fixtures/gateway.ts';
import { logger, openIndex, type TestIndex } from './fixtures/openIndex.ts';
import { ALICE, BOB, OPERATOR, PROPOSAL, type Story, tellStory } from './fixtures/story.ts';

describe('indexer api', () => {
  let chain: TestChain;
  let story: Story;
  let context: ServerOptions['context'];
  let gateway: TestGateway;
  let index: TestIndex;
  let server: Server;
  let url: string;

  before(async () => {
    chain = await startChain(18561);
    const deployment = await deployEmitters(chain);
    story = await tellStory(chain, deployment);
    gateway = await startGateway(story.blocks);
    index = await openIndex(chain.rpcUrl, deployment, [gateway.url]);
    await index.catchUp();
    await index.fetchContent();
    const governor = createGovernorReader(createReadClient(chain.rpcUrl), deployment);
    context = { database: index.store.reading, deployment, state: index.state, governor };
    server = await startServer({ context, logger, host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    server.closeAllConnections();
    server.close();
    await index.close();
    await gateway.stop();
    await chain.stop();
  });

  const post = async (query: string, variables: object = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:7400' },
      body: JSON.stringify({ query, variables }),
    });
    return { response, body: (await response.json()) as { data?: any; errors?: { message: string }[] } };
  };

  const ask = async (query: string, variables: object = {}) => {
    const { body } = await post(query, variables);
    expect(body.errors, JSON.stringify(body.errors)).to.equal(undefined);
    return body.data;
  };

  it('tells how far it is and what it counts', async () => {
    const { status } = await ask(`{ status { chainId block lag chainHead pendingBlocks problem refused { reason }
      counts { deposits withdrawn contributors bytes operators experts people proposals runs adapters receipts } } }`);
    expect(status).to.deep.include({ chainId: 31337, lag: 0, pendingBlocks: 0, problem: null, refused: [] });
    expect(status.counts).to.deep.equal({
      deposits: 3,
      withdrawn: 1,
      contributors: 2,
      bytes: '50',
      operators: 1,
      experts: 1,
      people: 1,
      proposals: 1,
      runs: 1,
      adapters: 1,
      receipts: '3',
    });
    const health = await fetch(`${url}/health`);
    expect(health.status).to.equal(200);
    expect(await health.json()).to.include({ ok: true, lag: 0 });
  });

  it('shows a deposit with its place, its consent in force and its exposure', async () => {
    const id = story.drafts[0]?.id;
    const { deposit } = await ask(
      `query ($id: ID!) { deposit(id: $id) { id key label register tier declaredTier language bytes contributor
        logId index anchoredRoot anchoredSize withdrawn withdrawnAt notice ciphertext production
        tierChanges { tier nonce } places { logId index size } lineage { deposit }
        exposures { runId modelId trained bytes } } }`,
      { id },
    );
    expect(deposit).to.deep.include({
      id,
      label: 'Mill tale 0',
      register: 'narrative',
      tier: 'public',
      declaredTier: 'training-only',
      contributor: ALICE,
      logId: 1,
      index: 0,
      anchoredSize: 2,
      withdrawn: false,
      tierChanges: [{ tier: 'public', nonce: '1' }],
      places: [{ logId: 1, index: 0, size: 2 }],
      exposures: [{ runId: 1, modelId: 2, trained: true, bytes: 6 }],
    });
    const byKey = await ask('query ($id: ID!) { deposit(id: $id) { id } }', { id: deposit.key });
    expect(byKey.deposit.id).to.equal(id);
  });

  it('filters deposits, searches labels, and pages through them without losing one', async () => {
    const list = async (filter: string) =>
      (await ask(`{ deposits(${filter}) { totalCount nodes { label withdrawn } } }`)).deposits;
    expect(await list('register: "lyric"')).to.deep.equal({
      totalCount: 1,
      nodes: [{ label: 'Mill tale 1', withdrawn: true }],
    });
    expect((await list(`contributor: "${ALICE}"`)).totalCount).to.equal(2);
    expect((await list(`contributor: "${ALICE.toLowerCase()}", tier: "public"`)).totalCount).to.equal(1);
    expect((await list('withdrawn: false, logId: 1, language: "en"')).totalCount).to.equal(2);
    expect((await list('language: "EN-X-DIALECT"')).nodes).to.deep.equal([{ label: 'Mill tale 2', withdrawn: false }]);
    expect((await list('language: "e"')).totalCount).to.equal(0);
    expect((await list('search: "tale 2"')).nodes).to.deep.equal([{ label: 'Mill tale 2', withdrawn: false }]);
    expect((await list('search: "100%"')).totalCount).to.equal(0);
    expect((await list(`ids: ["${story.drafts[1]?.id}"]`)).totalCount).to.equal(1);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: any = (
        await ask(
          'query ($after: String) { deposits(first: 1, after: $after) { nodes { label } pageInfo { endCursor hasNextPage } } }',
          { after },
        )
      ).deposits;
      seen.push(...page.nodes.map((node: { label: string }) => node.label));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).to.deep.equal(['Mill tale 2', 'Mill tale 1', 'Mill tale 0']);
  });

  it('summarises registers and logs', async () => {
    const data = await ask(`{ registers { register deposits withdrawn bytes contributors basisPoints }
      logs { id size indexed operator { account } heads { size checked uri } } log(id: 9) { id } }`);
    expect(data.registers).to.deep.include({
      register: 'lyric',
      deposits: 1,
      withdrawn: 1,
      bytes: '0',
      contributors: 1,
      basisPoints: 500 + 750,
    });
    expect(data.logs).to.have.length(1);
    expect(data.logs[0]).to.deep.include({ id: 1, size: 3, indexed: 3, operator: { account: OPERATOR } });
    expect(data.logs[0].heads.map((head: any) => [head.size, head.checked])).to.deep.equal([
      [3, true],
      [2, true],
    ]);
    expect(data.log).to.equal(null);
  });

  it('shows identities, operators and experts', async () => {
    const data = await ask(`{
      identity(account: "${ALICE}") { id kind active revoked }
      identities(kind: "person") { totalCount nodes { account active revoked validUntil } }
      operators { totalCount nodes { id account group stake active nodes { peerId endpoints } units sealedEpochs verdicts
        failedVerdicts experts { id } } }
      operator(id: 1) { id }
      experts(domain: "general", active: true) { totalCount nodes { id kind runtimeClass adapter manifest operator { id } } }
      expert(id: 1) { id uri } }`);
    expect(data.identity).to.deep.equal({ id: 1, kind: 'person', active: true, revoked: false });
    expect(data.identities.nodes[0]).to.deep.include({ account: BOB, active: false, revoked: true });
    expect(data.operators.nodes[0]).to.deep.include({
      stake: '1000000000000000000',
      active: true,
      units: '90',
      sealedEpochs: 1,
      verdicts: 1,
      failedVerdicts: 0,
      nodes: [{ peerId: '12D3KooWtest', endpoints: '/ip4/127.0.0.1' }],
    });
    expect(data.experts.nodes[0]).to.deep.include({ kind: 'decoder', runtimeClass: 'cpu-x64', adapter: null });
  });

  it('shows epochs with verdicts, and credits', async () => {
    const data = await ask(`{
      epochs(operatorId: 1) { nodes { epoch count units seed state credited verdicts { verifierId checked failed }
        panels { stage verifiers commitUntil revealUntil } } }
      credits(account: "${OPERATOR}") { account contribution compute mints { kind amount } }
      none: credits(account: "${BOB}") { compute }
      creditAccounts { totalCount } }`);
    expect(data.epochs.nodes[0]).to.deep.include({
      epoch: 4,
      count: 3,
      units: '90',
      credited: true,
      state: 'credited',
    });
    const hours = { commitUntil: 50, revealUntil: 60 };
    expect(data.epochs.nodes[0].panels).to.deep.equal([{ stage: 'first', verifiers: [2, 3], ...hours }]);
    expect(data.epochs.nodes[0].verdicts).to.deep.equal([{ verifierId: 2, checked: 2, failed: 0 }]);
    expect(data.credits).to.deep.equal({
      account: OPERATOR,
      contribution: '5',
      compute: '90',
      mints: [{ kind: 'contribution', amount: '5' }],
    });
    expect(data.none.compute).to.equal('0');
    expect(data.creditAccounts.totalCount).to.equal(2);
  });

  it('shows proposals with decoded calls and the tallies of both chambers', async () => {
    const { proposals, proposal } = await ask(
      `query ($id: ID!) { proposals { totalCount }
      proposal(id: $id) { id title state eta queuedAt executedAt snapshot deadline
        actions { contract signature arguments { name type value } mixture { register basisPoints } calldata }
        chambers { name against for abstain total } votes { voter support technicalSupport people technical } } }`,
      { id: String(PROPOSAL) },
    );
    expect(proposals.totalCount).to.equal(1);
    expect(proposal).to.deep.include({
      title: 'More narrative',
      state: 'executed',
      snapshot: 10,
      deadline: 20,
      eta: 30,
    });
    const [adopt, unknown] = proposal.actions;
    expect(adopt).to.deep.include({ contract: 'mixturePolicy', signature: 'adopt(uint16[])' });
    expect(adopt.mixture[0]).to.deep.equal({ register: 'narrative', basisPoints: 2000 });
    expect(unknown).to.deep.include({ contract: null, signature: null, calldata: '0x1234', mixture: null });
    expect(proposal.chambers).to.deep.equal([
      { name: 'contributor', against: '0', for: '1', abstain: '0', total: null },
      { name: 'technical', against: '40', for: '40', abstain: '0', total: null },
    ]);
    expect(proposal.votes).to.have.length(2);
  });

  it('shows policies, runs, models and the lineage between them', async () => {
    const data = await ask(`{
      policies { nodes { id shares { register basisPoints } } }
      currentPolicy { id }
      runs { nodes { id seed verifiedAt snapshot policy { id } base { kind } model { id } operator { id } } }
      run(id: 1) { id }
      models(kind: "base") { nodes { id adapters { id } } }
      model(id: 2) { kind base { id } run { id } policy { id } losses { register before after } containsWithdrawn
        attribution { contributor basisPoints claimed } card } }`);
    expect(data.policies.nodes.map((one: any) => one.id)).to.deep.equal([2, 1]);
    expect(data.currentPolicy.id).to.equal(2);
    expect(data.runs.nodes[0]).to.deep.include({ id: 1, policy: { id: 2 }, base: { kind: 'base' }, model: { id: 2 } });
    expect(data.runs.nodes[0].verifiedAt).to.be.greaterThan(0);
    expect(data.runs.nodes[0].snapshot.logs).to.deep.equal([{ logId: 1, size: 3 }]);
    expect(data.models.nodes).to.deep.equal([{ id: 1, adapters: [{ id: 2 }] }]);
    expect(data.model).to.deep.include({
      kind: 'adapter',
      base: { id: 1 },
      losses: [{ register: 'narrative', before: 4.5, after: 3.25 }],
      containsWithdrawn: 0,
      attribution: [{ contributor: ALICE, basisPoints: 10_000, claimed: true }],
    });
  });

  it('draws the provenance graph from any of its ends', async () => {
    const id = story.drafts[0]?.id as string;
    const graph = async (of: string) =>
      (
        await ask(
          'query ($of: ID!) { provenance(id: $of) { nodes { id prov type } edges { relation from to } truncated } }',
          { of },
        )
      ).provenance;
    for (const start of [id, 'model:2', 'run:1', `snapshot:0x${'0'.repeat(63)}c`]) {
      const { nodes, edges } = await graph(start);
      expect(nodes, start).to.deep.include({ id: 'model:2', prov: 'Entity', type: 'adapter' });
      expect(edges, start).to.deep.include({ relation: 'wasGeneratedBy', from: 'model:2', to: 'run:1' });
      expect(edges, start).to.deep.include({ relation: 'used', from: 'run:1', to: id });
      expect(edges, start).to.deep.include({ relation: 'wasAttributedTo', from: id, to: ALICE.toLowerCase() });
    }
    const mine = await graph(ALICE);
    expect(mine.edges).to.deep.include({ relation: 'wasDerivedFrom', from: story.drafts[2]?.id, to: id });
    const gone = story.drafts[1]?.id as string;
    const { edges } = await graph(gone);
    expect(edges).to.deep.include({ relation: 'wasInvalidatedBy', from: gone, to: `withdrawal:${gone}` });
    expect(mine.edges.map(({ relation }: { relation: string }) => relation)).to.not.include('wasInvalidatedBy');
    expect(await graph('model:99')).to.equal(null);
    expect(await graph('nonsense')).to.equal(null);
  });

  it('gives the rows of the index stage of PER', async () => {
    const { pipeline, none } = await ask(`{ none: pipeline(modelId: 9) { modelId }
      pipeline(modelId: 2) { runId complete missing logs { logId size }
        rows { id contributorId label register tier notice licence lineage { kind deposit } withdrawn } } }`);
    expect(none).to.equal(null);
    expect(pipeline).to.deep.include({ runId: 1, complete: true, missing: [], logs: [{ logId: 1, size: 3 }] });
    expect(pipeline.rows).to.have.length(3);
    const second = pipeline.rows.find((row: any) => row.id === story.drafts[1]?.id);
    expect(second).to.deep.include({
      tier: 'retrieval-only',
      withdrawn: true,
      contributorId: `did:pkh:eip155:31337:${BOB}`,
    });
  });

  it('lists events newest first', async () => {
    const { activity } = await ask('{ activity(contract: "depositLog") { totalCount nodes { name arguments } } }');
    expect(activity.totalCount).to.equal(2);
    expect(activity.nodes[0].arguments.size).to.equal('3');
  });

  it('refuses pages, accounts and queries that cannot be, and says why', async () => {
    const refusal = async (query: string) => (await post(query)).body.errors?.[0]?.message ?? '';
    expect(await refusal('{ deposits(first: 1000) { totalCount } }')).to.contain('first goes from 1 to 200');
    expect(await refusal('{ deposits(after: "zzz") { totalCount } }')).to.contain('endCursor');
    expect(await refusal('{ credits(account: "0x12") { compute } }')).to.contain('not an account');
    expect(await refusal('{ deposits { nodes { text } } }')).to.contain('Cannot query field');
    const deep = `{ models { nodes ${'{ base '.repeat(12)}{ id } ${'}'.repeat(12)} } }`;
    expect(await refusal(deep)).to.contain('deeper');
    const wide =
      '{ operators(first: 200) { nodes { experts { operator { experts { operator { experts { id } } } } } } } }';
    expect(await refusal(wide.replace('operators(first: 200)', 'a: operators(first: 200)'))).to.contain(
      'smaller pages',
    );
    const names = Array.from({ length: 100 }, (_, i) => `n${i}: __typename`).join(' ');
    const rows = `{ nodes { votes { ${names} } } }`;
    expect(await refusal(`{ proposals(first: 200) ${rows} }`), 'names of types').to.contain('smaller pages');
    const voters = '{ nodes { votes(first: 200) { voter support people technical } } }';
    const less = `n: proposals(first: -1000000) { nodes { id } } a: proposals(first: 200) ${voters}`;
    expect(
      await refusal(`{ ${less} b: proposals(first: 200) ${voters} c: proposals(first: 200) ${voters}
      d: proposals(first: 200) ${voters} }`),
      'beside a negative page',
    ).to.contain('smaller pages');
    expect(await refusal('mutation { drop }')).to.not.equal('');
  });

  it('limits the size of a query and lets any local page read', async () => {
    const { response } = await post('{ status { block } }');
    expect(response.headers.get('access-control-allow-origin')).to.equal('http://127.0.0.1:7400');
    const { body } = await post(' '.repeat(70_000));
    expect(body.errors?.[0]?.message).to.contain('too large');
  });

  it('is no way in for pages of elsewhere, and reads nothing but JSON', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ status { block } }"}' });
    const json = { 'content-type': 'application/json' };
    expect((await send({ ...json, origin: 'https://evil.example' })).status).to.equal(403);
    expect((await send({ 'content-type': 'text/plain' })).status).to.equal(415);
    expect((await send(json)).status).to.equal(200);
    const read = await fetch(`${url}/health`, { headers: { origin: 'https://evil.example' } });
    expect(read.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('measures a fragment once, however often it is spread', async () => {
    const levels = 22;
    const fragments = Array.from({ length: levels }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`);
    const bomb = `query { ...f0 } ${fragments.join(' ')} fragment f${levels} on Query { status { block } }`;
    const started = performance.now();
    const { body } = await post(bomb);
    expect(body.errors?.[0]?.message).to.contain('limit');
    expect(performance.now() - started).to.be.lessThan(1_000);
  });

  it('lets no page of less than nothing pay for another', async () => {
    const wide = 'operators(first: 200) { nodes { experts { operator { experts { operator { experts { id } } } } } } }';
    const { body } = await post(`{ ${wide} less: deposits(first: -1000000000) { nodes { id } } }`);
    expect(body.errors?.[0]?.message).to.contain('smaller pages');
  });

  it('answers a few questions at once, under whatever alias', async () => {
    const aliases = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: registers { register }`);
    expect((await post(`{ ${aliases(1_500).join(' ')} }`)).body.errors?.[0]?.message).to.not.equal(undefined);
    expect((await post(`{ ${aliases(20).join(' ')} }`)).body.errors?.[0]?.message).to.contain('at once');
    expect((await post(`{ ${aliases(10).join(' ')} }`)).body.errors).to.equal(undefined);
  });

  it('says in a sentence what is wrong with a value, and logs nothing', async () => {
    const cursor = Buffer.from('["x","y","z"]').toString('base64url');
    for (const query of [
      `{ deposits(after: "${cursor}") { totalCount nodes { id } } }`,
      '{ deposits(search: "a\\u0000b") { totalCount } }',
      '{ deposit(id: "a\\u0000b") { id } }',
    ]) {
      expect((await post(query)).body.errors?.[0]?.message, query).to.contain('cannot be looked for');
    }
  });

  it('gives a query up when its time is over, and limits what one address asks', async () => {
    const rate = { ratePerSecond: 1, burst: 2 };
    const strict = await startServer({ context, logger, host: '127.0.0.1', port: 0, rate, queryMs: 1 });
    const ask = () =>
      fetch(`http://127.0.0.1:${(strict.address() as AddressInfo).port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: '{ status { counts { deposits } } registers { register } logs { heads { size } } }',
        }),
      });
    const [late, , refused] = [await ask(), await ask(), await ask()];
    strict.closeAllConnections();
    strict.close();
    expect(await late.text()).to.contain('too long');
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('retry-after'))).to.be.greaterThan(0);
  });
});
