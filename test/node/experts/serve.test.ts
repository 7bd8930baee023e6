import { expect } from 'chai';
import { createJobQueue } from '../../../node/experts/serve.ts';
import {
  ASK_PROTOCOL,
  type AskReply,
  askReplyMessage,
  askRequestMessage,
  type JobInput,
} from '../../../protocol/messages/ask.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { fromWireReceipt, hashInput, hashOutput, signOrder } from '../../../protocol/work/job.ts';
import { verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { createCommons, domain } from '../gates/commons.ts';
import { CONTEXT, decoder, type Habits } from '../gates/experts.ts';

const input: Extract<JobInput, { kind: 'generate' }> = {
  kind: 'generate',
  prompt: 'a b',
  maxTokens: 3,
  temperature: 0,
  stop: [],
};

describe('createExpertServer', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  const setUp = async (habits: Habits = {}, waiting = 1, mayServe = () => true) => {
    const router = commons.enrol('router').account;
    const node = await commons.addNode('node', [{ expertId: 1, version: decoder('base', habits) }], {
      waiting,
      mayServe,
    });
    const { call } = commons.hub.join('router');
    let jobs = 0;
    const order = async (
      changes: {
        expertId?: bigint;
        input?: JobInput;
        inputHash?: `0x${string}`;
        signer?: typeof router;
        jobId?: number;
      } = {},
    ) => {
      jobs += 1;
      const jobId = `0x${(changes.jobId ?? jobs).toString(16).padStart(64, '0')}` as const;
      const order = {
        jobId,
        expertId: changes.expertId ?? 1n,
        inputHash: changes.inputHash ?? hashInput(input),
        seed: 5n,
        gate: router.address,
      };
      const signature = await signOrder(changes.signer ?? router, domain, order);
      const wire = { ...order, expertId: order.expertId.toString(), seed: '5', signature };
      return encodeMessage(askRequestMessage, { order: wire, input: changes.input ?? input });
    };
    const ask = async (frame: Uint8Array): Promise<AskReply[]> => {
      const replies: AskReply[] = [];
      const options = { protocol: ASK_PROTOCOL, maxBytes: askReplyMessage.maxBytes };
      for await (const bytes of call('node', frame, options)) replies.push(decodeMessage(askReplyMessage, bytes));
      return replies;
    };
    return { node, order, ask };
  };
  const codeOf = (replies: AskReply[]) =>
    replies.map((reply) => (reply.type === 'error' ? reply.code : reply.type)).join(' ');

  it('answers nothing while a decision keeps its expert, or its operator, from answering', async () => {
    let isFrozen = true;
    const { order, ask } = await setUp({}, 1, () => !isFrozen);
    expect(codeOf(await ask(await order()))).to.equal('unknown-expert');
    isFrozen = false;
    expect(codeOf(await ask(await order()))).to.include('final');
  });

  it('streams tokens, then a signed receipt over what it said, stored before it is sent', async () => {
    const { node, order, ask } = await setUp();
    const replies = await ask(await order());
    expect(codeOf(replies)).to.equal('token token token final');
    const final = replies.at(-1);
    if (final?.type !== 'final') throw new Error('no final frame');
    expect(final.receipt.outputHash).to.equal(hashOutput(final.output, final.outputSalt));
    expect(final.receipt.units).to.equal('4');
    expect(await verifyReceipt(domain, fromWireReceipt(final.receipt), final.signature)).to.equal(true);
    expect(node.jobs.find(final.receipt.jobId)?.signature).to.equal(final.signature);
  });

  it('numbers the receipts of an epoch without gaps', async () => {
    const { node, order, ask } = await setUp({}, 10);
    await Promise.all(Array.from({ length: 8 }, async () => ask(await order())));
    const epochs = node.jobs.unsealed(Number.MAX_SAFE_INTEGER);
    for (const epoch of epochs) {
      const indices = node.jobs.jobsOf(epoch).map(({ receipt }) => Number(receipt.index));
      expect(indices).to.deep.equal(indices.map((_, i) => i));
    }
  });

  it('refuses orders that are forged, of strangers, of another input, or sent twice', async () => {
    const { node, order, ask } = await setUp();
    const stranger = commons.enrol('stranger').account;
    commons.operators.delete('stranger');
    expect(codeOf(await ask(await order({ signer: stranger })))).to.equal('bad-request');
    expect(codeOf(await ask(await order({ input: { ...input, prompt: 'other' } })))).to.equal('bad-request');
    expect(codeOf(await ask(await order({ expertId: 9n })))).to.equal('unknown-expert');
    expect(codeOf(await ask(new Uint8Array([9])))).to.equal('bad-request');
    await ask(await order({ jobId: 77 }));
    expect(codeOf(await ask(await order({ jobId: 77 })))).to.equal('bad-request');
    commons.operators.delete('router');
    expect(codeOf(await ask(await order()))).to.equal('bad-request');
    expect(node.failures).to.deep.equal([]);
  });

  it('works once on an order that is sent many times at once', async () => {
    const { order, ask } = await setUp({}, 8);
    const frame = await order();
    const replies = await Promise.all(Array.from({ length: 5 }, () => ask(frame)));
    const codes = replies.map(codeOf);
    expect(codes.filter((code) => code.includes('final'))).to.have.length(1);
    expect(codes.filter((code) => code === 'bad-request')).to.have.length(4);
  });

  it('says that a prompt is too long, and records no work', async () => {
    const { node, order, ask } = await setUp();
    const long = { ...input, prompt: 'word '.repeat(CONTEXT + 1) };
    expect(codeOf(await ask(await order({ input: long, inputHash: hashInput(long) })))).to.equal('too-long');
    expect(node.jobs.unsealed(Number.MAX_SAFE_INTEGER)).to.deep.equal([]);
    expect(node.failures).to.deep.equal([]);
  });

  it('says busy when too many wait, and failed when the expert breaks', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { order, ask } = await setUp({ before: () => gate });
    const asked = await Promise.all([order(), order(), order()]);
    const all = Promise.all(asked.map(ask));
    setTimeout(release, 100);
    expect((await all).map(codeOf).filter((code) => code === 'busy')).to.have.length(1);
    commons.close();
    commons = createCommons();
    const broken = await setUp({ before: async () => Promise.reject(new Error('secret detail')) });
    const [reply] = await broken.ask(await broken.order());
    expect(reply).to.deep.equal({ type: 'error', code: 'failed', message: 'The expert failed.' });
    expect(broken.node.failures).to.have.length(1);
  });
});

describe('createJobQueue', () => {
  it('runs in order, never more than it may', async () => {
    const queue = createJobQueue({ concurrency: 2, waiting: 3 });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const jobs = [0, 1, 2, 3, 4, 5].map((i) =>
      queue.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(i);
        running -= 1;
      }),
    );
    expect(jobs[5]).to.equal(null);
    await Promise.all(jobs);
    expect(order).to.deep.equal([0, 1, 2, 3, 4]);
    expect(most).to.equal(2);
    expect(queue.size()).to.equal(0);
  });
});
