import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { pino } from 'pino';
import { createWalletClient, type Hex, http, keccak256, toHex, zeroHash } from 'viem';
import { createTextReader } from '../../../audit/readTexts.ts';
import { connect } from '../../../client/connection.ts';
import { createClient } from '../../../client/createClient.ts';
import { fromAccount } from '../../../client/signer.ts';
import { fetchChecked } from '../../../dapp/features/deposits/fetchChecked.ts';
import { readConfig } from '../../../node/config.ts';
import { createCheckLeaf } from '../../../node/deposits/checkLeaf.ts';
import { createAskContract } from '../../../node/deposits/contractSignature.ts';
import { createReadLogs } from '../../../node/deposits/readLogs.ts';
import { createRequestKeys } from '../../../node/deposits/requestKeys.ts';
import { bindPeer } from '../../../node/identity/bindPeer.ts';
import { openContractAnswers } from '../../../node/journal/contractAnswers.ts';
import { openPorts } from '../../../node/ports.ts';
import { type Core, coreCid, decodeCore } from '../../../protocol/blocks/core.ts';
import { makeSnapshot } from '../../../protocol/corpus/snapshot.ts';
import type { ReleasesAnswer, WithdrawAnswer } from '../../../protocol/http/deposits.ts';
import { depositKey, fromDepositId, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { noticeDigest } from '../../../protocol/manifest/notice.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { hashLeaf } from '../../../protocol/merkle/tree.ts';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import { verifyDepositReceipt } from '../../../protocol/receipts/verifyDepositReceipt.ts';
import { anchorPromiseTypedData, logHeadTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { type NodeProcess, prepareNode, startNode } from '../../../scripts/bench/nodeProcess.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { contributors, operators } from '../../../scripts/local/testPeople.ts';
import { readJson, sendJson, startServer } from '../../client/fakeServer.ts';
import { PLAN } from '../../protocol/corpus/fixtures.ts';
import { runTilth } from '../../scenarios/runTilth.ts';
import { submit, toBody, type Where } from './submissions.ts';

const [north, south, east, west, centre] = operators as [Person, Person, Person, Person, Person];
const [ana, bako] = contributors.map((it) => it.account) as [Person['account'], Person['account']];
const SNAPSHOT = keccak256(toHex('snapshot'));

type Accepted = { readonly id: string; readonly receipt: DepositReceipt; readonly pins: number };

describe('deposits between real nodes', () => {
  let commons: BareCommons;
  let where: Where;
  let one: NodeProcess;
  let two: NodeProcess;

  before(async function () {
    this.timeout(120_000);
    commons = await startCommons(18551);
    where = { chainId: commons.deployment.chainId, depositLog: commons.deployment.contracts.depositLog };
    one = await startNode(prepareNode(commons, north));
    two = await startNode(prepareNode(commons, south, { bootstrap: [...one.multiaddrs] }));
    await until(async () => (await deposit(one)).pins === 2);
  });
  after(async function () {
    this.timeout(30_000);
    await Promise.all([one?.kill('SIGKILL'), two?.kill('SIGKILL')]);
    await commons?.stop();
  });

  const send = async (node: NodeProcess, body: string) =>
    fetch(`${node.api}/v1/deposits`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const deposit = async (node: NodeProcess, options = {}, account = ana): Promise<Accepted> => {
    const response = await send(node, toBody(await submit(account, where, options)));
    expect(response.status, await response.clone().text()).to.equal(201);
    return (await response.json()) as Accepted;
  };
  const fetchJson = async <T>(url: string) => (await (await fetch(url)).json()) as T;
  const receiptOf = (node: NodeProcess, id: string) =>
    fetchJson<DepositReceipt>(`${node.api}/v1/deposits/${id}/receipt`);
  const anchored = (node: NodeProcess, id: string) =>
    until(async () => {
      const receipt = await receiptOf(node, id);
      return receipt.inclusion ? receipt : null;
    });
  const check = (receipt: DepositReceipt, id = receipt.id) =>
    verifyDepositReceipt(receipt, { ...commons.deployment, rpcUrl: commons.rpcUrl, id });
  const fetchBytes = async (node: NodeProcess, id: string) =>
    new Uint8Array(await (await fetch(`${node.api}/ipfs/${fromDepositId(id)}?format=raw`)).arrayBuffer());
  const post = (node: NodeProcess, path: string, body: object) =>
    fetch(`${node.api}/v1/deposits/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  /** The commons as clients see it through these nodes. */
  const through = (nodes: readonly NodeProcess[], account?: typeof ana) =>
    createClient({
      endpoints: { ...commons.commons.endpoints, apiUrls: nodes.map(({ api }) => api) },
      ...(account && { signer: fromAccount(account) }),
    });
  const holds = async (node: NodeProcess, cid: CID) =>
    (await fetch(`${node.api}/ipfs/${cid}?format=raw`)).status === 200;

  it('accepts with two copies, promises, anchors, and proves it against the chain alone', async () => {
    const { id, receipt, pins } = await deposit(one);
    expect(pins).to.equal(2);
    const final = await anchored(one, id);
    expect(await check(final)).to.deep.equal({ ok: true, reason: 'included' });
    expect(final.promiseSignature).to.equal(receipt.promiseSignature);
    expect(final.head).to.deep.equal(receipt.head);
    const forged = { ...final, index: final.index + 1 };
    expect((await check(forged)).ok).to.equal(false);
  });

  it('answers a replay with 200 and the same promise, a second manifest of the text with 409', async () => {
    const text = 'Words that come twice.';
    const submission = await submit(ana, where, { text });
    const first = (await (await send(one, toBody(submission))).json()) as Accepted;
    const again = await send(one, toBody(submission));
    expect(again.status).to.equal(200);
    expect(((await again.json()) as Accepted).receipt.promiseSignature).to.equal(first.receipt.promiseSignature);
    expect((await send(one, toBody(await submit(bako, where, { text })))).status).to.equal(409);
  });

  it('shows a deposit, says 404 for one it does not know and 400 for what is no identifier', async () => {
    const { id } = await deposit(one, { register: 'oral', label: 'a label', language: 'en' });
    const view = await fetchJson<Record<string, unknown>>(`${one.api}/v1/deposits/${id}`);
    expect(view).to.include({
      id,
      register: 'oral',
      tier: 'public',
      label: 'a label',
      language: 'en',
      withdrawn: false,
    });
    expect(view).to.not.have.any.keys('secrets', 'duplicate');
    expect((await fetch(`${two.api}/v1/deposits/${id}`)).status).to.equal(404);
    expect((await fetch(`${two.api}/v1/deposits/nonsense`)).status).to.equal(400);
  });

  it('refuses malformed bodies with the field that is wrong', async () => {
    const good = JSON.parse(toBody(await submit(ana, where)));
    const bodies = {
      json: '{',
      key: { ...good, key: 'AAAA' },
      extra: { ...good, extra: 1 },
      core: { ...good, core: '!!' },
    };
    for (const [name, body] of Object.entries(bodies)) {
      const response = await send(one, typeof body === 'string' ? body : JSON.stringify(body));
      expect(response.status, name).to.equal(400);
    }
  });

  it('serves manifest and ciphertext from both nodes, checkable against their CIDs', async () => {
    const { id } = await deposit(one);
    for (const node of [one, two]) {
      const response = await fetch(`${node.api}/ipfs/${fromDepositId(id)}?format=raw`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(coreCid(bytes).toString()).to.equal(fromDepositId(id).toString());
      expect(await holds(node, decodeCore(bytes).ciphertext)).to.equal(true);
    }
  });

  it('carries a text of four megabytes', async () => {
    const { id } = await deposit(one, {
      text: `${performance.now()} ${'long words '.repeat(380_000)}`.slice(0, 4 * 1024 * 1024 - 10),
    });
    const bytes = new Uint8Array(await (await fetch(`${one.api}/ipfs/${fromDepositId(id)}?format=raw`)).arrayBuffer());
    await until(() => holds(two, decodeCore(bytes).ciphertext));
  });

  it('loses nothing to a kill -9 between acceptance and anchoring', async function () {
    this.timeout(60_000);
    const directory = prepareNode(commons, east, { anchorMs: 3_600_000 });
    const before = await startNode(directory);
    const accepted = [];
    for (let i = 0; i < 5; i += 1) accepted.push(await deposit(before));
    expect(accepted.map((it) => it.receipt.index)).to.deep.equal([0, 1, 2, 3, 4]);
    expect((await receiptOf(before, accepted[0]?.id as string)).inclusion).to.equal(null);
    await before.kill('SIGKILL');
    prepareNode(commons, east);
    const after = await startNode(directory);
    for (const { id, receipt } of accepted) {
      const final = await anchored(after, id);
      expect(final.promiseSignature).to.equal(receipt.promiseSignature);
      expect((await check(final)).ok).to.equal(true);
    }
    expect(await after.kill('SIGTERM')).to.equal(0);
  });

  it('survives kill -9 in the middle of a stream of deposits', async function () {
    this.timeout(60_000);
    const directory = prepareNode(commons, east);
    const node = await startNode(directory);
    const bodies = await Promise.all(Array.from({ length: 40 }, async () => submit(ana, where)));
    const answers = bodies.map((it) => send(node, toBody(it)).then((answer) => answer.status === 201));
    await Promise.any(answers);
    await node.kill('SIGKILL');
    const results = await Promise.allSettled(answers);
    const again = await startNode(directory);
    for (const [i, result] of results.entries()) {
      if (result.status === 'fulfilled' && result.value) await anchored(again, bodies[i]?.id as string);
      expect((await send(again, toBody(bodies[i] as (typeof bodies)[0]))).status).to.be.oneOf([200, 201]);
    }
    const indexes = await Promise.all(bodies.map(async ({ id }) => (await anchored(again, id)).index));
    expect(new Set(indexes).size).to.equal(bodies.length);
    await again.kill('SIGTERM');
  });

  it('anchors again what the chain lost', async () => {
    await anchored(one, (await deposit(one)).id);
    const chain = await commons.as(ana);
    const rpc = chain.client.request as (call: { method: string; params: unknown[] }) => Promise<unknown>;
    const snapshot = await rpc({ method: 'evm_snapshot', params: [] });
    const { id } = await deposit(one);
    const first = await anchored(one, id);
    expect(await rpc({ method: 'evm_revert', params: [snapshot] })).to.equal(true);
    const verified = await until(async () => (await check(await receiptOf(one, id))).ok);
    expect(verified).to.equal(true);
    expect((await receiptOf(one, id)).promiseSignature).to.equal(first.promiseSignature);
  });

  it('ends with a sentence: damaged journal, wrong password, taken port, unknown setting', async function () {
    this.timeout(60_000);
    const base = prepareNode(commons, west);
    const lastWords = async (change: () => void, environment = {}) => {
      prepareNode(commons, west);
      change();
      return ((await startNode(base, environment).catch((it: Error) => it)) as Error).message;
    };
    const journal = join(base, 'journal.sqlite');
    expect(await lastWords(() => writeFileSync(journal, 'x'.repeat(5000)))).to.match(
      /JournalCorruptError.*journal\.sqlite/,
    );
    rmSync(journal);
    expect(await lastWords(() => {}, { TILTH_PASSWORD: 'wrong' })).to.match(/WrongPasswordError/);
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as { port: number };
    expect(await lastWords(() => {}, { TILTH_API_PORT: String(port) })).to.include(`Port ${port} cannot be used`);
    taken.close();
    const config = join(base, 'config.json');
    const file = JSON.parse(readFileSync(config, 'utf8'));
    const unknown = () => writeFileSync(config, JSON.stringify({ ...file, anchorsMs: 5 }));
    expect(await lastWords(unknown)).to.match(/BadConfigError.*anchorsMs/);
  });

  it('releases keys only for what the chain names the requester for, by tier and purpose, and none of a withdrawn text', async function () {
    this.timeout(60_000);
    const open = await deposit(one);
    const training = await deposit(one, { tier: 'training-only' });
    const archive = await deposit(two, { tier: 'archive-only' });
    const elsewhere = await deposit(two, { tier: 'retrieval-only' });
    const ports = await openPorts(
      readConfig(prepareNode(commons, centre, { bootstrap: [...one.multiaddrs], roles: [] })),
      pino({ level: 'silent' }),
    );
    try {
      await ports.network.connect(two.multiaddrs[0] as string);
      await until(async () => ports.network.peers().length === 2);
      const requestKeys = createRequestKeys({
        network: ports.network,
        account: ports.identity.account,
        chainId: where.chainId,
        consentRegistry: commons.deployment.contracts.consentRegistry,
        custodians: () => [one.peerId, two.peerId],
      });
      const ids = [open, training, archive, elsewhere].map((it) => it.id);
      const ask = (purpose: 'reading' | 'retrieval' | 'training', snapshot = SNAPSHOT) =>
        requestKeys({ purpose, snapshot, deposits: ids });
      const unbound = await ask('retrieval');
      expect(unbound.keys.size, 'a peer that no operator has bound').to.equal(0);

      await bindPeer({ ...ports, peerId: ports.network.peerId, peerKey: ports.identity.peerKey, endpoints: '' });
      await until(async () => (await ask('reading')).keys.size > 0);
      for (const purpose of ['reading', 'retrieval', 'training'] as const)
        expect([...(await ask(purpose)).keys.keys()], `${purpose} on the word of an operator alone`).to.deep.equal([
          open.id,
        ]);
      expect((await ask('retrieval')).refused.get(elsewhere.id)).to.include('no expert of yours for narrative');

      const publish = ['narrative', keccak256(toHex('manifest')), 'ipfs://none'] as const;
      await ports.chain.send({ contract: 'expertRegistry', functionName: 'publish', args: publish });
      expect([...(await ask('retrieval')).keys.keys()]).to.have.members([open.id, elsewhere.id]);

      const root = await openRun(ports, [open.id, training.id]);
      const forTraining = await ask('training', root);
      expect([...forTraining.keys.keys()]).to.have.members([open.id, training.id]);
      expect(forTraining.refused.get(archive.id)).to.include('archive-only');
      expect((await ask('training')).refused.get(training.id)).to.include('no run of yours');
      expect(
        (await requestKeys({ purpose: 'training', snapshot: SNAPSHOT, deposits: [unknownId] })).refused.get(unknownId),
      ).to.equal('unknown');

      const seen = await fetchJson<ReleasesAnswer>(`${one.api}/v1/deposits/${training.id}/releases`);
      expect(seen.total).to.equal(1);
      expect(seen.releases[0]).to.include({ purpose: 'training', requester: ports.identity.account.address });
      expect(seen.releases[0]?.warrant).to.match(/^run \d+$/);

      const stranger = await bako.signTypedData(withdrawal(open.id));
      expect((await post(one, `${open.id}/withdraw`, { signature: stranger })).status).to.equal(422);
      const signature = await signWithdrawal(open.id);
      for (const again of ['first', 'again'])
        expect((await post(one, `${open.id}/withdraw`, { signature })).status, again).to.equal(200);
      expect((await ask('training', root)).refused.get(open.id)).to.equal('withdrawn');
    } finally {
      await ports.close();
    }
  });

  /** Opens a run over a snapshot that names these deposits of the first node, and gives its root. */
  const openRun = async (ports: Awaited<ReturnType<typeof openPorts>>, ids: readonly string[]) => {
    const { chain, storage } = ports;
    const cores = await Promise.all(ids.map(async (id) => decodeCore(await storage.get(fromDepositId(id)))));
    const entries = ids.map((id, position) => ({ id, core: cores[position] as Core, position }));
    const { root, block, manifest } = makeSnapshot({
      ...{ purpose: 'training', chainId: where.chainId, block: 1, plan: PLAN, consentHead: zeroHash },
      ...{ withdrawn: new Set(), barred: new Set(), tierChanges: new Map(), identities: new Map() },
      logs: [{ logId: 1, size: ids.length, entries }],
    });
    await storage.put(block.bytes, 'dag-cbor');
    const contract = 'modelRegistry';
    await chain.send({ contract, functionName: 'registerBase', args: [root, 'ipfs://none'] });
    const [policyId] = await chain.read({ contract: 'mixturePolicy', functionName: 'current' });
    const [head] = await chain.read({ contract: 'consentRegistry', functionName: 'head' });
    await chain.send({ contract, functionName: 'claimRun', args: [policyId] });
    const args = [1n, 1n, root, manifest.consentRoot as Hex, head, 'ipfs://none'] as const;
    await chain.send({ contract, functionName: 'openRun', args });
    return root;
  };

  it('changes a tier and withdraws at either gate, shows the tier in force, and leaves a signed tombstone', async function () {
    this.timeout(60_000);
    const { id } = await deposit(one);
    await until(() => holds(two, fromDepositId(id)));
    const [byBoth, byOther] = await Promise.all([through([one, two], ana), through([two], ana)]);
    expect((await byOther.tier({ id, tier: 'retrieval-only' })).tier).to.equal('retrieval-only');
    const lowered = await until(async () => {
      const shown = await byBoth.read({ id });
      return shown.tier === 'retrieval-only' && shown;
    });
    expect(lowered).to.include({ signedTier: 'public', withdrawn: false, tombstone: null });
    const early = await byBoth.withdrawalProofs({ id }).catch(({ name }: Error) => name);
    expect(early).to.equal('NoWithdrawalError');

    const { ciphertext } = decodeCore(await fetchBytes(one, id));
    const signature = await signWithdrawal(id);
    const withdrawn = await post(two, `${id}/withdraw`, { signature });
    expect(withdrawn.status, await withdrawn.clone().text()).to.equal(200);
    const { transaction } = (await withdrawn.json()) as WithdrawAnswer;
    for (const node of [one, two]) await until(async () => !(await holds(node, ciphertext)));
    const {
      withdrawal: record,
      tombstones,
      silent,
    } = await until(async () => {
      const proofs = await byBoth.withdrawalProofs({ id });
      return proofs.tombstones.every(({ erased }) => erased.includes('ciphertext')) ? proofs : null;
    });
    expect(record).to.include({ depositor: ana.address, transaction });
    expect(silent).to.deep.equal([]);
    expect(tombstones.map(({ operator }) => operator)).to.have.members([north.account.address, south.account.address]);
    const custodian = tombstones.find(({ operator }) => operator === north.account.address);
    expect(custodian?.erased).to.include.members(['content key', 'salt', 'ciphertext']);
    const shown = await byBoth.read({ id });
    expect(shown.withdrawn).to.equal(true);
    expect(shown.tombstone).to.include({ id, transaction });
  });

  it('gives a public text to anyone, another to its contributor alone, and neither once it is withdrawn', async function () {
    this.timeout(60_000);
    const text = `Read me at ${performance.now()}.`;
    const open = await deposit(one, { text });
    const own = await deposit(one, { text: `${text} Or not.`, tier: 'archive-only' });
    const client = await through([two, one]);
    expect(await client.readText({ id: open.id })).to.equal(`${text}\n`);
    // A gate that gives another text is passed over, or told of where no other answers.
    const liar = createHttpServer(async ({ url = '' }, response) => {
      const honest = await fetch(`${one.api}${url}`);
      response.setHeader('x-tilth-salt', honest.headers.get('x-tilth-salt') ?? '');
      response.end(url.endsWith('/text') ? 'Read me not.\n' : Buffer.from(await honest.arrayBuffer()));
    }).listen(0, '127.0.0.1');
    await once(liar, 'listening');
    const lying = { ...one, api: `http://127.0.0.1:${(liar.address() as AddressInfo).port}` };
    expect(await (await through([lying, one])).readText({ id: open.id })).to.equal(`${text}\n`);
    const fooled = await (await through([lying])).readText({ id: open.id }).catch((error: Error) => error);
    expect(fooled).to.have.property('name', 'BadAnswerError');
    liar.close();
    const answer = await fetch(`${one.api}/v1/deposits/${open.id}/text`);
    expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).to.include('sandbox');
    const { cores, onAltered } = {
      cores: new Map([[open.id, decodeCore(await fetchBytes(one, open.id))]]),
      onAltered: () => {},
    };
    const read = await createTextReader([two.api, one.api])([open.id, own.id], { cores, onAltered });
    expect([...read]).to.deep.equal([[open.id, `${text}\n`]]);

    const status = (work: Promise<unknown>) => work.catch((error: { status?: number }) => error.status);
    expect(await status(client.readText({ id: own.id }))).to.equal(403);
    const asAna = client.as(fromAccount(ana));
    expect(await asAna.readText({ id: own.id, asContributor: true })).to.equal(`${text} Or not.\n`);
    const asBako = client.as(fromAccount(bako));
    expect(await status(asBako.readText({ id: own.id, asContributor: true }))).to.equal(401);

    await asAna.tier({ id: open.id, tier: 'training-only' });
    expect(await status(client.readText({ id: open.id }))).to.equal(403);
    await post(one, `${open.id}/withdraw`, { signature: await signWithdrawal(open.id) });
    expect(await status(asAna.readText({ id: open.id, asContributor: true }))).to.equal(410);
  });

  it('erases a withdrawn text on every node that holds it, and keeps the tombstone', async () => {
    const { id } = await deposit(one);
    const manifest = fromDepositId(id);
    const bytes = new Uint8Array(await (await fetch(`${one.api}/ipfs/${manifest}?format=raw`)).arrayBuffer());
    const { ciphertext } = decodeCore(bytes);
    const chain = await commons.as(west.account);
    const args = [depositKey(id), ana.address, await signWithdrawal(id)] as const;
    await chain.send({ contract: 'consentRegistry', functionName: 'withdraw', args });
    for (const node of [one, two]) await until(async () => !(await holds(node, ciphertext)));
    const view = await until(async () => {
      const shown = await fetchJson<{ withdrawn: boolean }>(`${one.api}/v1/deposits/${id}`);
      return shown.withdrawn ? shown : null;
    });
    expect(view).to.include({ withdrawn: true });
    expect(await holds(one, manifest)).to.equal(true);
    expect((await anchored(one, id)).inclusion).to.not.equal(null);
  });

  it('reads both logs from chain and blocks, and then only what is new', async function () {
    this.timeout(60_000);
    const a = await deposit(one);
    const b = await deposit(two);
    await Promise.all([anchored(one, a.id), anchored(two, b.id)]);
    const config = readConfig(
      prepareNode(commons, west, { bootstrap: [...one.multiaddrs, ...two.multiaddrs], roles: [] }),
    );
    const ports = await openPorts(config, pino({ level: 'silent' }));
    try {
      await until(async () => ports.network.peers().length === 2);
      let reads = 0;
      const get: typeof ports.storage.get = (cid, options) => {
        reads += 1;
        return ports.storage.get(cid, options);
      };
      const askContract = createAskContract(ports.chain, openContractAnswers(ports.journal));
      const checkLeaf = createCheckLeaf({ ...where, client: ports.chain.client, askContract });
      const { heads } = ports.views;
      const readLogs = createReadLogs({ follower: ports.follower, heads, storage: { get }, checkLeaf });
      const logs = await readLogs();
      expect(logs.flatMap((log) => log.entries.map((it) => it.id))).to.include.members([a.id, b.id]);
      const last = await anchored(one, (await deposit(one)).id);
      reads = 0;
      const again = await readLogs();
      expect(again.flatMap((log) => log.entries.map((it) => it.id))).to.include(last.id);
      expect(reads).to.be.within(2, 6);
      reads = 0;
      await readLogs();
      expect(reads).to.equal(0);
    } finally {
      await ports.close();
    }
  });

  it('is audited over its RPC and gates alone: every signature, receipts, and a log that nobody keeps', async function () {
    this.timeout(60_000);
    const { id } = await deposit(one);
    const receipt = await anchored(one, id);
    const page = await startServer((_, response) =>
      sendJson(response, { ...commons.commons.endpoints, apiUrls: [one.api], development: null }),
    );
    const file = join(commons.directory, 'receipt.json');
    writeFileSync(file, JSON.stringify(receipt));
    const audit = (...words: string[]) => runTilth(['audit', 'log', ...words, '--commons', page.url, '--json']);
    const known = await audit(String(receipt.logId), '--receipt', file);
    expect(known.code, known.out).to.equal(0);
    expect(known.out).to.include('each signed by its contributor').and.to.include(`receipt of ${id}`);
    const unknown = await audit('999');
    expect([unknown.code, unknown.out.includes('There is no log 999')]).to.deep.equal([1, true]);
    await page[Symbol.asyncDispose]();
  });

  describe('a gate that makes up its proofs', () => {
    const NOT_ITS_OWN = 'the node is no account of the operator that keeps the log';
    /** Anyone can deploy a contract that holds whatever head it likes. */
    const deployImpostor = async (root: Hex): Promise<Hex> => {
      const code = `7f${root.slice(2)}600052600160205260016040526060 6000f3`.replace(' ', '');
      const size = (code.length / 2).toString(16).padStart(2, '0');
      const wallet = createWalletClient({ account: ana, transport: http(commons.rpcUrl) });
      const hash = await wallet.sendTransaction({ chain: null, data: `0x60${size}600c60003960${size}6000f3${code}` });
      const { contractAddress } = await (await commons.as(ana)).client.waitForTransactionReceipt({ hash });
      return contractAddress as Hex;
    };
    /** A receipt of a deposit that nobody keeps, whole and well signed by whoever makes it. */
    const makeUp = async (id: string, depositLog: Hex, logId = 1): Promise<DepositReceipt> => {
      const root = hashLeaf(fromDepositId(id).bytes);
      const [acceptedAt, deadline] = [1_700_000_000, 1_700_003_600];
      const at = { chainId: where.chainId, depositLog };
      const promise = { logId: BigInt(logId), index: 0n, acceptedAt: BigInt(acceptedAt), deadline: BigInt(deadline) };
      const promiseSignature = await bako.signTypedData(
        anchorPromiseTypedData({ ...at, promise: { manifest: id, ...promise } }),
      );
      const signature = await bako.signTypedData(
        logHeadTypedData({ ...at, head: { logId: BigInt(logId), size: 1n, root } }),
      );
      const inclusion = { size: 1, root, path: [], transaction: null };
      const times = { acceptedAt, deadline, node: bako.address };
      return {
        v: 2,
        id,
        ...at,
        logId,
        index: 0,
        ...times,
        promiseSignature,
        head: { root, path: [], signature },
        inclusion,
      };
    };
    /** What client, command line and page say of the receipts that a gate gives. */
    const judge = async (give: (id: string) => Promise<unknown>) => {
      await using gate = await startServer(async (request, response) => {
        if (request.url === '/config.json') return sendJson(response, configuration(gate.url));
        if (request.url === '/health') return sendJson(response, { ok: true });
        if (request.method !== 'POST')
          return sendJson(response, await give(decodeURIComponent(request.url?.split('/')[3] ?? '')));
        const core = new Uint8Array(Buffer.from((await readJson(request)).core as string, 'base64'));
        const id = toDepositId(coreCid(core));
        const receipt = (await give(id)) as object;
        sendJson(response, { id, receipt: { ...receipt, id }, pins: 2 }, 201);
      });
      const client = commons.commons.as(fromAccount(ana)).at(gate.url);
      const { id } = await client.deposit({
        text: `Thrown away at once: ${performance.now()}`,
        register: 'oral',
        tier: 'public',
        rights: ALL_RIGHTS,
      });
      const fetched = await client.receipt({ id }).catch((error: Error) => error.message);
      const file = join(commons.directory, 'thrown-away.txt');
      writeFileSync(file, `Thrown away at once, ${performance.now()}\n`);
      const words = ['deposit', file, '--register', 'oral', '--tier', 'public', '--i-agree', noticeDigest('public')];
      const run = await runTilth([...words, '--wait', '--as', 'ana', '--commons', gate.url, '--json']);
      return {
        client: (await client.verify(await give(id), { id })).reason,
        page: await fetchChecked(connect({ ...client.endpoints }), { id }).then(
          (it) => it.verdict?.reason,
          (error: Error) => error.message,
        ),
        command: `${run.out}${run.err}`,
        code: run.code,
        fetched,
      };
    };
    const configuration = (url: string) => ({
      ...{ ...commons.commons.endpoints, apiUrls: [url] },
      development: {
        accounts: [{ name: 'ana', address: ana.address, privateKey: contributors[0]?.privateKey, roles: [] }],
      },
    });

    it('from a contract of its own is refused by client, page and command line', async function () {
      this.timeout(60_000);
      let made: Promise<Hex> | null = null;
      const found = await judge(async (id) => {
        made ??= deployImpostor(hashLeaf(fromDepositId(id).bytes));
        return makeUp(id, await made);
      });
      const reason = 'it names another deposit log than that of this commons';
      expect([found.client, found.page]).to.deep.equal([reason, reason]);
      expect(found.command).to.include(reason);
      expect(found.code).to.equal(1);
    });

    it('by an account that keeps no log, or not this one, is refused', async function () {
      this.timeout(60_000);
      const { depositLog } = commons.deployment.contracts;
      const found = await judge((id) => makeUp(id, depositLog));
      expect([found.client, found.page]).to.deep.equal([NOT_ITS_OWN, NOT_ITS_OWN]);
      expect(found.command).to.include(NOT_ITS_OWN);
      expect(found.code).to.equal(1);
    });

    it('of another deposit, which is kept, is refused', async function () {
      this.timeout(60_000);
      const { id: other } = await deposit(one);
      const real = await anchored(one, other);
      const found = await judge(async () => real);
      expect(found.client).to.equal('it is the receipt of another deposit');
      expect(found.page).to.include('another deposit');
      expect(found.command).to.include('another deposit');
      expect(found.code).to.not.equal(0);
      const renamed = { ...real, id: unknownId };
      expect((await check(renamed, unknownId)).ok).to.equal(false);
      expect((await check({ ...real, node: bako.address })).ok).to.equal(false);
      expect((await check({ ...real, logId: real.logId + 1 })).ok).to.equal(false);
      expect((await check({ ...real, chainId: 1 })).ok).to.equal(false);
    });
  });

  /** Last, since for a while two nodes have one key. */
  it('takes no deposits over a head that its journal cannot explain, and serves all else', async function () {
    this.timeout(60_000);
    await anchored(two, (await deposit(two)).id);
    const other = `${two.directory}-copy`;
    cpSync(two.directory, other, { recursive: true, filter: (path) => !path.includes('.sqlite') });
    const forked = await startNode(other);
    try {
      const refused = await send(forked, toBody(await submit(ana, where)));
      expect(refused.status).to.equal(503);
      expect(await refused.text()).to.include('journal.sqlite');
      expect((await fetch(`${forked.api}/health`)).status).to.equal(200);
    } finally {
      await forked.kill('SIGTERM');
    }
  });

  const unknownId = 'sub:bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku';
  const withdrawal = (id: string) =>
    withdrawalTypedData({
      chainId: where.chainId,
      consentRegistry: commons.deployment.contracts.consentRegistry,
      deposit: depositKey(id),
      depositor: ana.address,
    });
  const signWithdrawal = (id: string) => ana.signTypedData(withdrawal(id));
});

async function until<T>(ask: () => Promise<T | null | false>): Promise<T> {
  for (let i = 0; i < 300; i += 1) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(50);
  }
  throw new Error('waited too long');
}
