import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { expect } from 'chai';
import { bytesToHex, type Hex, keccak256, toHex } from 'viem';
import { createReceiptIssuer } from '../../../node/experts/issueReceipt.ts';
import { KINDS } from '../../../node/experts/kinds/kinds.ts';
import { createPublisher } from '../../../node/experts/publish.ts';
import { createRestorer } from '../../../node/experts/restore.ts';
import { createExpertServer } from '../../../node/experts/serve.ts';
import { toPeerId } from '../../../node/identity/peerKey.ts';
import { openAudits } from '../../../node/journal/audits.ts';
import { openServedJobs } from '../../../node/journal/servedJobs.ts';
import { openViews } from '../../../node/views.ts';
import { createEpochCrediter } from '../../../node/work/creditEpochs.ts';
import { createOpener } from '../../../node/work/openReceipts.ts';
import { createSealer } from '../../../node/work/seal.ts';
import { createVerifier } from '../../../node/work/verify.ts';
import type { JobOutput } from '../../../protocol/messages/ask.ts';
import { epochAt } from '../../../protocol/work/epoch.ts';
import { signReceipt, verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { createCommons, domain, EPOCH_SECONDS } from '../gates/commons.ts';
import { createGenerator, decoder } from '../gates/experts.ts';
import { CHALLENGE_WINDOW, createMemoryChain, createMemoryStorage } from './memoryChain.ts';

const GROUPS = { server: keccak256(toHex('one')), verifier: keccak256(toHex('two')) };

describe('sealing and verifying', () => {
  let commons: ReturnType<typeof createCommons>;
  let now = 15_000_000;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  /** A node that serves one decoder, a gate that asks it, and a verifier of another group. */
  const setUp = async (tamper: (output: JobOutput) => JobOutput = (output) => output) => {
    const storage = createMemoryStorage();
    const newPeer = async () => peerIdFromPrivateKey(await generateKeyPair('secp256k1'));
    const [serving, verifying] = await Promise.all([newPeer(), newPeer()]);
    const gate = await commons.addGate('gate', { now: () => now });
    const node = await commons.addNode(serving.toString(), [{ expertId: 1, version: decoder('base') }]);
    const checker = commons.enrol(verifying.toString());
    const views = openViews(node.journal, BigInt(node.operatorId));
    const chain = createMemoryChain(views.folds);
    const { follower } = chain;
    const troubles: unknown[] = [];
    const onTrouble = (trouble: unknown) => void troubles.push(trouble);
    const bind = (id: number, account: Hex, group: Hex, peer: typeof serving) =>
      chain.addOperator(BigInt(id), { account, group, peerId: bytesToHex(peer.toMultihash().bytes) });
    bind(node.operatorId, node.account.address, GROUPS.server, serving);
    bind(checker.operatorId, checker.account.address, GROUPS.verifier, verifying);

    const served = await createPublisher({
      ...{ follower, storage, experts: views.experts, operatorId: node.operatorId },
      chain: chain.as(node.account.address),
    })(decoder('base'), []);
    const version = {
      ...served.version,
      answer: async (...args: Parameters<typeof served.version.answer>) => {
        const answer = await served.version.answer(...args);
        return { ...answer, output: tamper(answer.output) };
      },
    };
    const issueReceipt = createReceiptIssuer({
      account: node.account,
      sign: (receipt) => signReceipt(node.account, domain, receipt),
      jobs: node.jobs,
      now: () => now,
      epochAt: (milliseconds) => epochAt(milliseconds, EPOCH_SECONDS),
    });
    const { isActiveOperator } = commons.members;
    const server = createExpertServer({
      network: node.network,
      domain,
      isActiveOperator,
      mayServe: async () => true,
      jobs: node.jobs,
      issueReceipt,
      kinds: KINDS,
    });
    await server.start();
    server.serve({ ...served, version });
    await node.publish();
    await createOpener({ network: node.network, jobs: node.jobs, isMember: async () => true }).start();
    const openSealer = () =>
      createSealer(
        {
          jobs: openServedJobs(node.journal),
          ...{ follower, storage, onTrouble, work: views.work },
          chain: chain.as(node.account.address),
          operatorId: BigInt(node.operatorId),
          now: () => now,
        },
        { epochSeconds: EPOCH_SECONDS },
      );
    const honest = decoder('base').manifest;
    const restore = createRestorer({
      storage,
      readTexts: async () => null,
      decoder: {
        generator: createGenerator(),
        decodeAdapter: () => undefined as never,
        base: { base: honest.base!, tokenizer: honest.tokenizer!, runtimeClass: honest.runtimeClass },
      },
    });
    const audits = openAudits(node.journal);
    const openVerifier = () =>
      createVerifier({
        ...{ follower, storage, audits, onTrouble, seeds: views.seeds, restore },
        chain: chain.as(checker.account.address),
        peersOf: (id) => views.peers.of(id).map(toPeerId),
        operatorId: checker.operatorId,
        call: commons.hub.join(verifying.toString()).call,
        verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
      });
    const ask = async (prompt: string, audit: boolean) => {
      const question = { model: '1', text: prompt, prompt, maxTokens: 6, temperature: 0, stop: [], seed: 3n, audit };
      for await (const event of gate.ask(question)) if (event.type === 'done') return event.record;
      throw new Error('no record');
    };
    const epoch = epochAt(now, EPOCH_SECONDS);
    const endEpoch = () => {
      now += EPOCH_SECONDS * 1000;
    };
    const key = `${node.operatorId} ${epoch}`;
    const target = () => ({ operatorId: node.operatorId, epoch, seed: chain.seeds.get(key)! });
    const openSettler = () => {
      const operatorId = BigInt(node.operatorId);
      const parts = { follower, onTrouble, operatorId, work: views.work };
      return createEpochCrediter({ ...parts, chain: chain.as(node.account.address) });
    };
    const services = { openSealer, openVerifier, openSettler };
    return { chain, storage, node, ask, endEpoch, ...services, audits, epoch, key, target, troubles };
  };

  it('credits an epoch whose answers were recomputed and are the same', async () => {
    const it = await setUp();
    for (const prompt of ['one', 'two', 'three']) await it.ask(prompt, true);
    await it.openSealer().run();
    expect(it.chain.books.size).to.equal(0, 'the epoch is not over');
    it.endEpoch();
    await it.openSealer().run();
    expect(it.chain.books.get(it.key)).to.include({ count: 3, units: 3n * 7n });
    await it.openVerifier().verify(it.target());
    expect(it.chain.revealed.get(it.key)).to.include({ checked: 3, failed: 0 });
    const settler = it.openSettler();
    it.chain.wait(CHALLENGE_WINDOW - 1);
    await settler.run();
    expect(it.chain.credited.size).to.equal(0, 'the verdict may still be challenged');
    it.chain.wait(1);
    await settler.run();
    expect(it.chain.credited.get(it.key)).to.equal(21n);
    const sent = it.chain.sent();
    await it.openSettler().run();
    expect(it.chain.sent()).to.equal(sent, 'nothing is settled twice');
    expect(it.troubles).to.deep.equal([]);
  });

  it('draws anew when no verdict decides, and the verifier audits the new round', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    await it.openSealer().run();
    const first = it.target();
    await it.openVerifier().verify(first);
    // Another verifier of a commons that needs two committed as well, and then fell silent.
    it.chain.audits.set(it.key, { ...it.chain.audits.get(it.key)!, clean: 0, decidedAt: 0 });
    const settler = it.openSettler();
    it.chain.wait(CHALLENGE_WINDOW - 1);
    await settler.run();
    expect(it.chain.seeds.get(it.key)).to.equal(first.seed);
    it.chain.wait(1);
    await settler.run();
    expect(it.chain.seeds.get(it.key)).to.not.equal(first.seed);
    await it.openVerifier().verify(it.target());
    expect(it.audits.find(it.node.operatorId, it.epoch)).to.include({ seed: it.target().seed, state: 'revealed' });
    it.chain.wait(CHALLENGE_WINDOW);
    await settler.run();
    expect(it.chain.credited.get(it.key)).to.equal(7n);
  });

  it('catches an output that the model did not give', async () => {
    const it = await setUp((output) => ({ ...output, tokens: [0, ...(output as any).tokens.slice(1)] }) as JobOutput);
    for (const prompt of ['one', 'two', 'three']) await it.ask(prompt, true);
    it.endEpoch();
    await it.openSealer().run();
    await it.openVerifier().verify(it.target());
    const { checked, failed } = it.chain.revealed.get(it.key)!;
    expect(checked).to.equal(3);
    expect(failed).to.be.greaterThan(0);
    it.chain.wait(CHALLENGE_WINDOW);
    await it.openSettler().run();
    expect(it.chain.credited.size).to.equal(0);
  });

  it('opens no input that the client did not give free', async () => {
    const it = await setUp();
    await it.ask('a secret', false);
    await it.ask('open', true);
    it.endEpoch();
    await it.openSealer().run();
    expect(it.node.jobs.jobsOf(it.epoch).map(({ input }) => input === null)).to.have.members([true, false]);
    await it.openVerifier().verify(it.target());
    expect(it.chain.revealed.get(it.key)).to.include({ checked: 1, failed: 0 });
  });

  it('gives no verdict when nothing may be opened', async () => {
    const it = await setUp();
    await it.ask('a secret', false);
    it.endEpoch();
    await it.openSealer().run();
    await it.openVerifier().verify(it.target());
    expect(it.chain.revealed.size).to.equal(0);
    expect(it.audits.find(it.node.operatorId, it.epoch)?.state).to.equal('closed');
  });

  it('fails an epoch whose published list is not what was sealed', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    await it.openSealer().run();
    it.chain.sealedAs(it.key, { units: 1_000n });
    await it.openVerifier().verify(it.target());
    expect(it.chain.revealed.get(it.key)).to.include({ checked: 1, failed: 1 });
  });

  it('seals the same root after a crash between the transaction and the journal', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    await it.openSealer().run();
    const sealed = it.node.jobs.epoch(it.epoch)!;
    it.node.jobs.setEpoch({ ...sealed, uri: '', block: null, state: 'sealing' });
    const sent = it.chain.sent();
    await it.openSealer().run();
    expect(it.node.jobs.epoch(it.epoch)).to.deep.equal({ ...sealed, state: 'drawn' });
    expect(it.chain.sent()).to.equal(sent, 'nothing is sent twice');
    expect(it.troubles).to.deep.equal([]);
  });

  it('seals again what another branch of the chain does not hold', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    it.chain.failing.add('draw');
    await it.openSealer().run();
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('sealed');
    expect(it.troubles.splice(0)).to.have.length(1);
    it.chain.books.clear();
    it.chain.undo(1);
    it.chain.failing.clear();
    for (let round = 0; round < 3; round += 1) await it.openSealer().run();
    expect(it.chain.books.get(it.key)).to.include({ count: 1, units: 7n });
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('drawn');
    expect(it.troubles).to.deep.equal([]);
  });

  it('audits what is drawn without being told, and asks the chain nothing while nothing happens', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    const [sealer, verifier, settler] = [it.openSealer(), it.openVerifier(), it.openSettler()];
    verifier.start();
    await sealer.run();
    await until(() => it.audits.find(it.node.operatorId, it.epoch)?.state === 'revealed');
    await settler.run();
    const before = it.chain.asked();
    for (let block = 0; block < 5; block += 1) {
      it.chain.mine();
      for (const service of [sealer, settler]) await service.run();
    }
    await verifier.stop();
    expect(it.chain.asked()).to.equal(before);
    it.chain.wait(CHALLENGE_WINDOW);
    await settler.run();
    expect(it.chain.credited.get(it.key)).to.equal(7n);
    expect(it.troubles).to.deep.equal([]);
  });

  it('seals later when the chain was away', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    it.chain.failing.add('seal');
    await it.openSealer().run();
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('sealing');
    expect(it.troubles).to.have.length(1);
    it.chain.failing.clear();
    await it.openSealer().run();
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('drawn');
  });

  it('reveals the verdict that it committed to before a crash', async () => {
    const it = await setUp();
    await it.ask('one', true);
    it.endEpoch();
    await it.openSealer().run();
    it.chain.failing.add('reveal');
    expect(
      await it
        .openVerifier()
        .verify(it.target())
        .catch((error) => error),
    ).to.be.instanceOf(Error);
    expect(it.audits.open()).to.have.length(1);
    // The crash came before the journal noted the commitment.
    await it.audits.save({ ...it.audits.open()[0]!, state: 'decided' });
    it.chain.failing.clear();
    await it.openVerifier().verify(it.target());
    expect(it.chain.revealed.get(it.key)).to.include({ checked: 1, failed: 0 });
    expect(it.audits.find(it.node.operatorId, it.epoch)?.state).to.equal('revealed');
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !isTrue(); i += 1) await new Promise((done) => setTimeout(done, 10));
  expect(isTrue()).to.equal(true);
}
