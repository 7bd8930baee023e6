import { expect } from 'chai';
import { type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Answer } from '../../../node/experts/expert.ts';
import { createOpener } from '../../../node/work/openReceipts.ts';
import { decodeVerdictList } from '../../../protocol/blocks/verdictList.ts';
import { fromContentUri } from '../../../protocol/contentUri.ts';
import { ASK_PROTOCOL, askRequestMessage, type JobOutput } from '../../../protocol/messages/ask.ts';
import {
  AUDIT_PROTOCOL,
  type AuditReply,
  type AuditRequest,
  auditReplyMessage,
  auditRequestMessage,
  CONSENT_PROTOCOL,
  type ConsentRequest,
  consentReplyMessage,
  consentRequestMessage,
} from '../../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { fromWireReceipt, hashResult, jobIdOf, signResult, toWireReceipt } from '../../../protocol/work/job.ts';
import { signReceipt } from '../../../protocol/work/workReceipt.ts';
import { createCommons, domain } from '../gates/commons.ts';
import { HOURS, STAGE } from './memoryChain.ts';
import { GROUPS, judge, type RoundOptions, setUpRound } from './setUpRound.ts';

const FABRICATED: JobOutput = {
  kind: 'generate',
  text: 'yes yes ',
  tokens: [0, 0],
  promptTokens: 1,
  finish: 'stop',
};

/** Answers with the same words whatever is asked. */
const fabricate: RoundOptions['answer'] = async (_, { onToken }): Promise<Answer> => {
  for (let i = 0; i < 2; i += 1) await onToken({ token: 0, text: 'yes ', logprob: 0 });
  return { output: FABRICATED, units: 3n };
};

describe('serving, audited blind', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  const setUp = (options?: RoundOptions) => setUpRound(commons, options);
  type Round = Awaited<ReturnType<typeof setUp>>;

  /** Everything from the panel's hours to the credit, which may not come. */
  const credit = async (it: Round): Promise<bigint | undefined> => {
    await judge(it);
    await it.openKeeper().run();
    it.chain.wait(HOURS.challenge);
    await it.openKeeper().run();
    return it.chain.credited.get(it.key);
  };
  /** What the verifier wrote down, receipt by receipt. */
  const verdictsOf = async (it: Round) => {
    const { uri } = it.said()!;
    return decodeVerdictList(await it.storage.get(fromContentUri(uri))).verdicts;
  };

  it('tells the expert nothing of whether a job can be opened', async () => {
    const it = await setUp();
    const seen: unknown[] = [];
    const { answer } = it.server;
    await it.node.network.handle(ASK_PROTOCOL, { maxBytes: askRequestMessage.maxBytes }, (exchange) => {
      const { order, input } = decodeMessage(askRequestMessage, exchange.request);
      seen.push({ ...order, jobId: null, signature: null, input });
      return answer(exchange);
    });
    await it.ask('the same', true);
    await it.ask('the same', false);
    expect(seen).to.have.length(2);
    expect(seen[0]).to.deep.equal(seen[1]);
  });

  it('binds the consent of the asker in the id of the job', async () => {
    const it = await setUp();
    const [open, closed] = [await it.ask('open', true), await it.ask('closed', false)];
    const { jobId } = open.receipts[0]!;
    const { salt } = it.gate.witnesses.opening(jobId)!;
    expect(jobIdOf({ isOpenable: true, salt })).to.equal(jobId);
    expect(jobIdOf({ isOpenable: false, salt })).to.not.equal(jobId);
    expect(it.gate.witnesses.opening(closed.receipts[0]!.jobId)).to.equal(null);
  });

  it('tells nobody which jobs can be opened before they are sealed', async () => {
    const it = await setUp();
    const { receipts } = await it.ask('open', true);
    const { jobId } = receipts[0]!;
    const { call } = commons.hub.join(it.node.peerId);
    const ask = async (request: ConsentRequest): Promise<unknown> => {
      const options = { protocol: CONSENT_PROTOCOL, maxBytes: consentReplyMessage.maxBytes };
      for await (const bytes of call('gate', encodeMessage(consentRequestMessage, request), options))
        return decodeMessage(consentReplyMessage, bytes);
      return undefined;
    };
    it.world.isSealed = () => false;
    expect(await ask({ type: 'which', jobIds: [jobId] })).to.deep.equal({ type: 'openable', jobs: [] });
    expect(await ask({ type: 'input', jobId })).to.deep.equal({ type: 'refused', reason: 'unknown' });
    it.world.isSealed = () => true;
    expect(await ask({ type: 'which', jobIds: [jobId] })).to.have.nested.property('jobs[0].jobId', jobId);
  });

  it('fails who fabricates and opens nothing but what it answered honestly', async () => {
    let asked = 0;
    const it = await setUp({
      answer: (input, options) => (asked++ === 0 ? it.honest.answer(input, options) : fabricate(input, options)),
      show: (jobs) => ({ ...jobs, jobAt: (epoch, index) => (index === 0 ? jobs.jobAt(epoch, index) : null) }),
    });
    await it.sealOf(['one', 'two', 'three', 'four', 'five', 'six']);
    expect(await credit(it)).to.equal(undefined);
    const reasons = (await verdictsOf(it)).filter(({ verdict }) => verdict === 'FAIL').map(({ reason }) => reason);
    expect(reasons).to.deep.equal(Array(5).fill('its node does not open it: unknown'));
  });

  it('finds nothing clean in an epoch of which a node lets some receipts wait for ever', async () => {
    const it = await setUp();
    await it.sealOf(['one', 'two', 'three']);
    const shown = new Set<number>();
    await it.node.network.handle(AUDIT_PROTOCOL, { maxBytes: auditRequestMessage.maxBytes }, (exchange) => {
      const { index } = decodeMessage(auditRequestMessage, exchange.request);
      if (shown.size < 2) shown.add(index);
      return shown.has(index) ? it.opener.answer(exchange) : new Promise(() => {});
    });
    const verifier = it.openVerifier();
    for (const part of [0.9, 0.09]) {
      it.chain.wait(HOURS.commit * part);
      await verifier.run();
    }
    it.chain.wait(HOURS.commit * 0.01);
    await verifier.run();
    expect(shown.size).to.equal(2);
    expect(it.said()).to.include({ checked: 0, failed: 0 });
  });

  it('fails receipts of jobs that no gate ordered', async () => {
    const it = await setUp();
    const { receipts } = await it.ask('one', true);
    const real = it.node.jobs.find(receipts[0]!.jobId)!;
    for (const index of [1n, 2n]) {
      const receipt = { ...fromWireReceipt(real.receipt), index, jobId: keccak256(toHex(`invented ${index}`)) };
      const signature = await signReceipt(it.node.account, domain, receipt);
      await it.node.jobs.record({ ...real, receipt: toWireReceipt(receipt), signature });
    }
    await it.sealOf([]);
    expect(await credit(it)).to.equal(undefined);
    const reasons = (await verdictsOf(it)).map(({ reason }) => reason);
    expect(reasons).to.have.members(['the output is the same', 'no gate ordered it', 'no gate ordered it']);
  });

  it('fails a receipt of more units than any job has, though its gate opens nothing', async () => {
    let asked = 0;
    const it = await setUp({
      answer: async (input, options) => {
        const answer = await it.honest.answer(input, options);
        return asked++ === 0 ? answer : { ...answer, units: 10n ** 9n };
      },
    });
    await it.ask('one', true);
    await it.ask('two', false).catch(() => {});
    await it.sealOf([]);
    expect(await credit(it)).to.equal(undefined);
    const reasons = (await verdictsOf(it)).map(({ reason }) => reason);
    expect(reasons).to.have.members(['the output is the same', 'the units differ']);
  });

  it('takes no answer to the own group of an operator for evidence', async () => {
    const it = await setUp();
    it.world.gateGroup = GROUPS.server;
    await it.sealOf(['one', 'two']);
    expect(await credit(it)).to.equal(undefined);
    expect((await verdictsOf(it)).map(({ verdict, reason }) => `${verdict} ${reason}`)).to.deep.equal(
      Array(2).fill('INCONCLUSIVE its own group asked it'),
    );
  });

  it('holds nothing against a node whose gate is away', async () => {
    const it = await setUp();
    it.world.gatePeer = 'nobody';
    await it.sealOf(['one', 'two']);
    await judge(it);
    expect(it.said()).to.include({ checked: 0, failed: 0 });
  });

  it('credits honest work for askers who open nothing, by a question of the gate that looks like theirs', async () => {
    const it = await setUp({ isCurious: true });
    const asked = await it.ask('a question that stays between us', false);
    while (it.node.jobs.jobsOf(it.epoch).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const canary = it.node.jobs.jobsOf(it.epoch).find(({ receipt }) => receipt.jobId !== asked.receipts[0]!.jobId)!;
    while (!it.gate.witnesses.opening(canary.receipt.jobId)) await new Promise((resolve) => setTimeout(resolve, 5));
    await it.sealOf([]);
    const units = it.node.jobs.jobsOf(it.epoch).reduce((sum, { receipt }) => sum + BigInt(receipt.units), 0n);
    expect(await credit(it)).to.equal(units);
    expect(it.said()).to.include({ checked: 1, failed: 0 });
    expect(units > BigInt(canary.receipt.units)).to.equal(true);
  });

  it('has a verifier say what it found before it is told what the claimed output is salted with', async () => {
    const it = await setUp();
    const { receipts } = await it.ask('one', true);
    await it.sealOf([]);
    const { jobId } = receipts[0]!;
    const { salt } = it.gate.witnesses.opening(jobId)!;
    const { call } = commons.hub.join(it.checkerPeer);
    const tell = async (request: AuditRequest): Promise<AuditReply | undefined> => {
      const frame = encodeMessage(auditRequestMessage, request);
      const options = { protocol: AUDIT_PROTOCOL, maxBytes: auditReplyMessage.maxBytes };
      for await (const bytes of call(it.node.peerId, frame, options)) return decodeMessage(auditReplyMessage, bytes);
      return undefined;
    };
    const open = { type: 'open', epoch: it.epoch, index: 0, salt } as const;
    const result = keccak256(toHex('what I found'));
    const signature = await signResult(it.checker.account, domain, { jobId, result });
    expect(await tell({ ...open, result, signature: '0x' })).to.deep.equal({ type: 'refused', reason: 'stranger' });
    expect(await tell({ ...open, salt: zeroHash, result, signature })).to.include({ reason: 'no-consent' });
    const opened = { type: 'opened', outputSalt: it.node.jobs.find(jobId)!.outputSalt };
    expect(await tell({ ...open, result, signature })).to.deep.equal(opened);
    expect(await tell({ ...open, result, signature })).to.deep.equal(opened);
    const other = keccak256(toHex('something else'));
    const signedOther = await signResult(it.checker.account, domain, { jobId, result: other });
    expect(await tell({ ...open, result: other, signature: signedOther })).to.include({ type: 'refused' });
  });

  it('shows nothing of an answer to a job that its asker did not open', async () => {
    const it = await setUp();
    const { receipts } = await it.ask('one', true);
    const real = it.node.jobs.find(receipts[0]!.jobId)!;
    const salt = it.gate.witnesses.opening(real.receipt.jobId)!.salt;
    const withheld = [{ deposit: 'sub:bone', rank: 7 }];
    const jobs = { ...it.node.jobs, jobAt: () => ({ ...real, withheld }) };
    const opener = createOpener({
      network: it.node.network,
      domain,
      jobs,
      operatorOfPeer: commons.members.operatorOfPeer,
    });
    await it.sealOf([]);
    const tell = async (given: Hex | null) => {
      const request = encodeMessage(auditRequestMessage, { type: 'show', epoch: it.epoch, index: 0, salt: given });
      let shown: AuditReply | undefined;
      const reply = async (bytes: Uint8Array) => {
        shown = decodeMessage(auditReplyMessage, bytes);
      };
      await opener.answer({ peerId: it.checkerPeer, request, reply, signal: AbortSignal.timeout(1_000) });
      return shown?.type === 'shown' ? shown.withheld : shown;
    };
    expect(await tell(null)).to.deep.equal([]);
    expect(await tell(zeroHash)).to.deep.equal([]);
    expect(await tell(salt)).to.deep.equal(withheld);
  });

  it('writes down what the verifier itself found', async () => {
    const it = await setUp();
    const { receipts } = await it.ask('one', true);
    await it.sealOf([]);
    await judge(it);
    const { jobId } = receipts[0]!;
    const again = await it.honest.answer(
      { kind: 'generate', prompt: 'one', maxTokens: 6, temperature: 0, stop: [] },
      { seed: 3n, signal: AbortSignal.timeout(1_000), onToken: async () => undefined, mayQuote: () => true },
    );
    const verifier = it.checker.account.address;
    expect((await verdictsOf(it))[0]).to.include({ jobId, result: hashResult(again.output, { jobId, verifier }) });
  });

  it('knows an operator as faulted from the first verdict against it until a panel finds its work clean', async () => {
    let isHonest = false;
    const it = await setUp({
      answer: (input, options) => (isHonest ? it.honest.answer(input, options) : fabricate(input, options)),
    });
    await it.sealOf(['one']);
    expect([...it.faulted()]).to.deep.equal([]);
    await judge(it);
    expect([...it.faulted()]).to.deep.equal([it.node.operatorId]);
    await it.openKeeper().run();
    await judge(it);
    await it.openKeeper().run();
    expect(it.stage()).to.equal(STAGE.rejected);
    expect([...it.faulted()]).to.deep.equal([it.node.operatorId]);
    isHonest = true;
    await it.sealOf(['two']);
    await judge(it);
    await it.openKeeper().run();
    expect([...it.faulted()]).to.deep.equal([]);
  });
});
