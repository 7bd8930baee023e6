import { expect } from 'chai';
import { toContentUri } from '../../../protocol/contentUri.ts';
import type { JobOutput } from '../../../protocol/messages/ask.ts';
import { createCommons } from '../gates/commons.ts';
import { createMemoryStorage, HOURS, STAGE } from './memoryChain.ts';
import { judge, type RoundOptions, setUpRound } from './setUpRound.ts';

describe('sealing and verifying', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  const setUp = (options?: RoundOptions) => setUpRound(commons, options);

  it('credits an epoch whose answers were recomputed and are the same', async () => {
    const it = await setUp();
    for (const prompt of ['one', 'two', 'three']) await it.ask(prompt, true);
    await it.openSealer().run();
    expect(it.chain.books.size).to.equal(0, 'the epoch is not over');
    it.endEpoch();
    await it.openSealer().run();
    expect(it.chain.books.get(it.key)).to.include({ count: 3, units: 3n * 7n });
    await judge(it);
    expect(it.said()).to.include({ checked: 3, failed: 0 });
    const keeper = it.openKeeper();
    await keeper.run();
    expect(it.stage()).to.equal(STAGE.clean);
    it.chain.wait(HOURS.challenge - 1);
    await keeper.run();
    expect(it.chain.credited.size).to.equal(0, 'the verdict may still be challenged');
    it.chain.wait(1);
    await keeper.run();
    expect(it.chain.credited.get(it.key)).to.equal(21n);
    const sent = it.chain.sent();
    await it.openKeeper().run();
    expect(it.chain.sent()).to.equal(sent, 'nothing is settled twice');
    expect(it.troubles).to.deep.equal([]);
  });

  it('commits while commitments are taken and reveals only when they are over', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    const verifier = it.openVerifier();
    await verifier.run();
    it.chain.wait(HOURS.commit - 1);
    await verifier.run();
    expect(it.said()).to.equal(undefined);
    expect(it.audits.find(it.audit, STAGE.first)?.state).to.equal('committed');
    it.chain.wait(1);
    await verifier.run();
    expect(it.audits.find(it.audit, STAGE.first)?.state).to.equal('revealed');
    expect(it.troubles).to.deep.equal([]);
  });

  it('leaves an audit alone that it was not drawn for', async () => {
    const it = await setUp();
    it.chain.lot.panel = [99n];
    await it.sealOf(['one']);
    await judge(it);
    expect(it.chain.audits.get(it.audit)?.seats[0]?.commitment).to.match(/^0x0+$/);
    expect(it.audits.open()).to.deep.equal([]);
  });

  it('takes the seat of who fell silent, when it is drawn for that', async () => {
    const it = await setUp();
    it.chain.lot.panel = [99n];
    await it.sealOf(['one']);
    await judge(it);
    it.chain.lot.panel = [BigInt(it.checker.operatorId)];
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.replaced);
    await judge(it);
    expect(it.said(STAGE.replaced)).to.include({ checked: 1, failed: 0 });
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.clean);
  });

  it('catches an output that the model did not give, and nothing of it is credited', async () => {
    const it = await setUp({
      tamper: (output) => ({ ...output, tokens: [0, ...(output as any).tokens.slice(1)] }) as JobOutput,
    });
    await it.sealOf(['one', 'two', 'three']);
    await judge(it);
    const { checked, failed } = it.said()!;
    expect(checked).to.equal(3);
    expect(failed).to.be.greaterThan(0);
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.large);
    await judge(it);
    expect(it.said(STAGE.large)).to.include({ checked, failed });
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.rejected);
    it.chain.wait(HOURS.challenge);
    await it.openKeeper().run();
    expect(it.chain.credited.size).to.equal(0);
  });

  it('opens no input that the client did not give free', async () => {
    const it = await setUp();
    await it.ask('a secret', false);
    await it.sealOf(['open']);
    const jobIds = it.node.jobs.jobsOf(it.epoch).map(({ receipt }) => receipt.jobId);
    expect(jobIds.map((jobId) => it.gate.witnesses.opening(jobId) === null)).to.have.members([true, false]);
    await judge(it);
    expect(it.said()).to.include({ checked: 1, failed: 0 });
  });

  it('says that it found nothing, rather than nothing, when nothing may be opened', async () => {
    const it = await setUp();
    await it.sealOf(['a secret'], false);
    await judge(it);
    expect(it.said()).to.include({ checked: 0, failed: 0 });
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.replaced);
  });

  it('says that it found nothing when the receipts stay out of reach until its time is almost over', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    const { get } = it.storage;
    it.storage.get = async () => {
      throw new Error('nobody has it');
    };
    const verifier = it.openVerifier();
    await verifier.run();
    expect(it.audits.find(it.audit, STAGE.first)).to.equal(null);
    expect(it.troubles.splice(0)).to.have.length(1);
    it.chain.wait(HOURS.commit * 0.8);
    await verifier.run();
    it.chain.wait(HOURS.commit * 0.2);
    await verifier.run();
    expect(it.said()).to.include({ checked: 0, failed: 0 });
    it.storage.get = get;
  });

  it('says what it found until its time was over', async () => {
    const it = await setUp();
    await it.sealOf(['one', 'two', 'three']);
    it.slow.from = 2;
    it.chain.wait(HOURS.commit * 0.9);
    await judge(it);
    expect(it.said()).to.include({ checked: 1, failed: 0 });
  });

  it('checks work all the same when accusers publish nothing that can be fetched or read', async () => {
    const it = await setUp();
    await it.sealOf(['one', 'two']);
    const garbage = toContentUri(await it.storage.put(new Uint8Array([1, 2, 3]), 'raw'));
    const nowhere = toContentUri(await createMemoryStorage().put(new Uint8Array([4]), 'raw'));
    const { get } = it.storage;
    it.storage.get = (cid, options) =>
      toContentUri(cid) === nowhere
        ? new Promise((_, fail) => options?.signal?.addEventListener('abort', fail))
        : get(cid, options);
    it.accusations.push('no address at all', garbage, nowhere);
    await judge(it);
    expect(it.said()).to.include({ checked: 2, failed: 0 });
  });

  it('is not held up in one audit by a node that keeps its receipts back in another', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    it.storage.get = (_, options) => new Promise((__, fail) => options?.signal?.addEventListener('abort', fail));
    const verifier = it.openVerifier({ roundMs: 50 });
    await verifier.run();
    await it.chain.as(it.node.account.address).send({ contract: 'spotCheck', functionName: 'drawRun', args: [7n] });
    await verifier.run();
    expect(it.runs).to.deep.equal([7]);
    expect(it.audits.find(it.audit, STAGE.first)).to.equal(null, 'the other one waits still');
    await verifier.stop();
  }).timeout(5_000);

  it('fails an epoch whose published list is not what was sealed', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    it.node.journal.database.exec("UPDATE sealed_work SET units = '1000'");
    await judge(it);
    expect(it.said()).to.include({ checked: 1, failed: 1 });
  });

  it('recomputes a run that it was drawn for', async () => {
    const it = await setUp();
    await it.chain.as(it.node.account.address).send({ contract: 'spotCheck', functionName: 'drawRun', args: [7n] });
    await judge(it);
    expect(it.runs).to.deep.equal([7]);
    const keeper = it.openKeeper(1);
    await keeper.run();
    it.chain.wait(HOURS.challenge);
    await keeper.run();
    expect([...it.chain.verified]).to.deep.equal([7n]);
  });

  it('seals the same root after a crash between the transaction and the journal', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
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

  it('waits for the beacon without complaint, and closes a round in which nobody revealed', async () => {
    const it = await setUp();
    it.chain.lot.knownFrom = it.chain.time() + 1_000;
    await it.sealOf(['one']);
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('sealed');
    expect(it.chain.closedRounds).to.have.length(1);
    it.chain.mine();
    await it.openSealer().run();
    expect(it.node.jobs.epoch(it.epoch)?.state).to.equal('drawn');
    expect(it.troubles).to.deep.equal([]);
  });

  it('asks the chain nothing while nothing happens', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    const [sealer, verifier, keeper] = [it.openSealer(), it.openVerifier(), it.openKeeper()];
    await verifier.run();
    await keeper.run();
    const before = it.chain.asked();
    for (let block = 0; block < 5; block += 1) {
      it.chain.mine();
      for (const service of [sealer, verifier, keeper]) await service.run();
    }
    expect(it.chain.asked()).to.equal(before);
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
    await it.sealOf(['one']);
    await it.openVerifier().run();
    // The crash came before the journal noted the commitment.
    await it.audits.save({ ...it.audits.open()[0]!, state: 'decided' });
    it.chain.wait(HOURS.commit);
    await it.openVerifier().run();
    expect(it.said()).to.include({ checked: 1, failed: 0 });
    // And another before it noted the reveal.
    await it.audits.save({ ...it.audits.find(it.audit, STAGE.first)!, state: 'committed' });
    const sent = it.chain.sent();
    await it.openVerifier().run();
    expect(it.audits.find(it.audit, STAGE.first)?.state).to.equal('revealed');
    expect(it.chain.sent()).to.equal(sent);
  });

  it('lets whoever gains by it pay first, and does it for others only when they do not', async () => {
    const it = await setUp();
    await it.sealOf(['one']);
    await judge(it);
    const stranger = it.openKeeper(77, 60);
    await stranger.run();
    expect(it.stage()).to.equal(STAGE.first);
    it.chain.wait(75);
    await stranger.run();
    expect(it.stage()).to.equal(STAGE.clean);
  });
});
