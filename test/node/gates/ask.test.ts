import { expect } from 'chai';
import { zeroHash } from 'viem';
import type { AskEvent, Question } from '../../../node/gates/ask.ts';
import {
  NoAnswerError,
  PromptTooLongError,
  UnknownModelError,
  WrongModelError,
} from '../../../node/gates/candidates.ts';
import { ASK_PROTOCOL, askReplyMessage, askRequestMessage } from '../../../protocol/messages/ask.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { fromWireReceipt, hashOutput } from '../../../protocol/work/job.ts';
import { signReceipt, verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { createCommons, domain } from './commons.ts';
import { CONTEXT, decoder, type Habits, retrieval, slow } from './experts.ts';

const WELL = {
  id: 'sub:bwellwellwellwellwellwell',
  text: 'The Brindle common well is 11 m deep.\n\nIt is lined with oak staves and dry stone.',
};
const LAMP = {
  id: 'sub:blamplamplamplamplamplamp',
  text: 'The elder of the Lamp House is chosen for seven years by all who keep the vigil.',
};

const question = (changes: Partial<Question> = {}): Question => ({
  model: 'auto',
  text: 'How deep is the Brindle common well?',
  prompt: 'How deep is the Brindle common well?\n',
  maxTokens: 12,
  temperature: 0,
  stop: [],
  seed: 1n,
  isOpenable: true,
  asker: zeroHash,
  ...changes,
});

async function collect(events: AsyncGenerator<AskEvent>) {
  let text = '';
  let done: Extract<AskEvent, { type: 'done' }> | undefined;
  const pieces: AskEvent[] = [];
  for await (const event of events) {
    pieces.push(event);
    if (event.type === 'text') text += event.text;
    else done = event;
  }
  return { text, finish: done!.finish, whole: done!.text, record: done!.record, isFinished: done!.isFinished, pieces };
}

const UNKNOWABLE = question({ text: 'zyx wvu', prompt: 'zyx wvu\n' });

describe('createAsk', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  /** Two decoders of one model, one of another, two retrieval experts, and a gate that has heard of them. */
  const settle = async (habits: { first?: Habits; second?: Habits; other?: Habits } = {}) => {
    const gate = await commons.addGate('gate');
    const nodes = {
      first: await commons.addNode('first', [{ expertId: 1, version: decoder('base', habits.first) }]),
      second: await commons.addNode('second', [{ expertId: 2, version: decoder('base', habits.second) }]),
      other: await commons.addNode('other', [{ expertId: 3, version: decoder('different', habits.other) }]),
      texts: await commons.addNode('texts', [
        { expertId: 4, ...retrieval('technical', [WELL]) },
        { expertId: 5, ...retrieval('sacred', [LAMP]) },
      ]),
    };
    return { gate, nodes };
  };
  const publish = async (...nodes: { publish: () => Promise<void> }[]) => {
    for (const node of nodes) await node.publish();
  };

  it('leads with the passage that answers and shows a decoder beside it', async () => {
    const { gate, nodes } = await settle();
    await publish(...Object.values(nodes));
    const { text, record } = await collect(gate.ask(question()));
    expect(text).to.contain('11 m deep').and.to.contain(WELL.id);
    expect(record.expert).to.include({ id: '4', kind: 'retrieval', domain: 'technical' });
    expect(
      record.alternatives.some(({ expert, status }) => expert.kind === 'decoder' && status === 'answered'),
    ).to.equal(true);
    expect(record.deposits[0]).to.include({ deposit: WELL.id, expert: '4' });
    expect(WELL.text.slice(record.deposits[0]!.start, record.deposits[0]!.end)).to.equal(
      'The Brindle common well is 11 m deep.',
    );
    expect(record.disagreement.verdict).to.be.oneOf(['SPLIT', 'DISSENT']);
    expect(record.propensity).to.be.within(0, 1);
  });

  it('lets a decoder lead when nothing is found, and says so', async () => {
    const { gate, nodes } = await settle();
    await publish(...Object.values(nodes));
    const { text, record } = await collect(gate.ask(UNKNOWABLE));
    expect(record.expert.kind).to.equal('decoder');
    expect(text.trim().split(' ')).to.have.length(12);
    expect(record.alternatives.map(({ status }) => status)).to.include('nothing-found');
    expect(record.usage.outputTokens).to.equal(12);
  });

  it('keeps every receipt, checked, for whoever asks for it later', async () => {
    const { gate, nodes } = await settle();
    await publish(...Object.values(nodes));
    const { record } = await collect(gate.ask(question()));
    expect(record.receipts).to.have.length.greaterThan(1);
    for (const { jobId } of record.receipts) {
      const witness = gate.witnesses.find(jobId)!;
      expect(await verifyReceipt(domain, fromWireReceipt(witness.receipt), witness.signature)).to.equal(true);
    }
  });

  it('takes another expert when one is dead before the first token', async () => {
    const { gate, nodes } = await settle();
    await publish(nodes.first, nodes.second);
    nodes.first.kill();
    for (let i = 0; i < 6; i += 1) {
      const { record, isFinished } = await collect(gate.ask(UNKNOWABLE));
      expect(record.expert.id).to.equal('2');
      expect(isFinished).to.equal(true);
    }
    expect(gate.breaker.counts().unreachable).to.be.within(0, 3);
  });

  /** Whichever of the two is asked first dies after five tokens. */
  const withDeath = async (others: 'second' | 'other') => {
    let hasDied = false;
    const habitOf = (name: string): Habits => ({
      before: async (i) => {
        if (i !== 5 || hasDied) return;
        hasDied = true;
        commons.hub.kill(name);
        await new Promise(() => {});
      },
    });
    const { gate, nodes } = await settle({ first: habitOf('first'), [others]: habitOf(others) });
    await publish(nodes.first, nodes[others]);
    return collect(gate.ask(UNKNOWABLE));
  };

  it('goes on word for word on the same model when an expert dies in the middle', async () => {
    const { gate, nodes } = await settle();
    await publish(nodes.second);
    const whole = await collect(gate.ask(UNKNOWABLE));
    commons.close();
    commons = createCommons();
    const { text, record, isFinished } = await withDeath('second');
    expect(text).to.equal(whole.text);
    expect(isFinished).to.equal(true);
    expect(record.failovers).to.have.length(1);
    expect(record.failovers[0]).to.include({ reason: 'unreachable', afterTokens: 5 });
  });

  it('marks the place where a different model goes on', async () => {
    const { text, record, pieces } = await withDeath('other');
    expect(pieces.filter((event) => event.type === 'text' && event.isMarker)).to.have.length(1);
    expect(text).to.match(/\n\[expert [13] goes on\]\n/);
    expect(record.failovers[0]).to.include({ afterTokens: 5 });
  });

  it('leaves a slow expert for a quick one', async () => {
    const { gate, nodes } = await settle({ first: slow(60_000) });
    await publish(nodes.first, nodes.second);
    for (let i = 0; i < 8 && gate.breaker.counts().slow === undefined; i += 1) {
      expect((await collect(gate.ask(UNKNOWABLE))).record.expert.id).to.equal('2');
    }
    expect(gate.breaker.counts().slow).to.equal(1);
  });

  it('stops the expert when the client goes away', async () => {
    let aborted = false;
    const watch: Habits = {
      before: async (i, signal) => {
        if (i < 1) return;
        if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        aborted = true;
      },
    };
    const { gate, nodes } = await settle({ first: watch });
    await publish(nodes.first);
    for await (const event of gate.ask(UNKNOWABLE)) if (event.type === 'text') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(aborted).to.equal(true);
    expect(nodes.first.jobs.unsealed(Number.MAX_SAFE_INTEGER)).to.deep.equal([], 'nobody is paid for half an answer');
    expect(gate.breaker.counts()).to.deep.equal({});
  });

  describe('when an expert misbehaves', () => {
    let rogue: Awaited<ReturnType<typeof commons.addNode>> | undefined;
    type Reply = (frame: Uint8Array, send: (frame: Uint8Array) => Promise<void>) => Promise<void>;

    /** An honest decoder, and a rogue one of which only the frames are the test's own. */
    const withRogue = async (reply: Reply) => {
      const { gate, nodes } = await settle();
      rogue = await commons.addNode('rogue', [{ expertId: 9, version: decoder('base') }]);
      const honest = rogue.server.answer;
      await rogue.network.handle(ASK_PROTOCOL, { maxBytes: askRequestMessage.maxBytes }, (exchange) =>
        honest({ ...exchange, reply: (frame) => reply(frame, exchange.reply) }),
      );
      await publish(nodes.first, rogue);
      const records = [];
      const texts = [];
      for (let i = 0; i < 10 && Object.keys(gate.breaker.counts()).length === 0; i += 1) {
        const answer = await collect(gate.ask(UNKNOWABLE));
        records.push(answer.record);
        texts.push(answer.whole);
      }
      return { gate, records, texts };
    };
    const tamper = (change: (final: any) => Promise<unknown> | unknown): { reply: Reply } => {
      return {
        reply: async (frame, send) => {
          const message = decodeMessage(askReplyMessage, frame);
          if (message.type !== 'final') return send(frame);
          await send(encodeMessage(askReplyMessage, (await change(message)) as never));
        },
      };
    };

    it('drops one whose receipt is of another output, and asks the next', async () => {
      const { reply } = tamper((final) => ({
        ...final,
        output: { ...final.output, tokens: [...final.output.tokens, 1] },
      }));
      const { gate, records, texts } = await withRogue(reply);
      expect(gate.breaker.counts().lying).to.equal(1);
      expect(records.at(-1)!.expert.id).to.equal('1');
      expect(texts.at(-1)!.trim().split(' ')).to.have.length(12, 'nothing of the liar is kept');
      expect(gate.breaker.mayAsk('9')).to.equal(false);
    });

    it('drops one whose receipt somebody else signed', async () => {
      const { reply } = tamper(async (final) => {
        const stranger = commons.enrol('stranger').account;
        return { ...final, signature: await signReceipt(stranger, domain, fromWireReceipt(final.receipt)) };
      });
      const { gate } = await withRogue(reply);
      expect(gate.breaker.counts().lying).to.equal(1);
    });

    it('drops one that claims units beyond those of its tokens', async () => {
      const { reply } = tamper(async (final) => {
        const { account } = rogue!;
        const receipt = { ...final.receipt, units: '762' };
        return { ...final, receipt, signature: await signReceipt(account, domain, fromWireReceipt(receipt)) };
      });
      const { gate } = await withRogue(reply);
      expect(gate.breaker.counts().lying).to.equal(1);
    });

    it('drops one that claims to have read more than it was sent', async () => {
      const { reply } = tamper(async (final) => {
        const { account } = rogue!;
        const output = { ...final.output, promptTokens: 3_000 };
        const receipt = { ...final.receipt, outputHash: hashOutput(output, final.outputSalt), units: '762' };
        return { ...final, output, receipt, signature: await signReceipt(account, domain, fromWireReceipt(receipt)) };
      });
      const { gate } = await withRogue(reply);
      expect(gate.breaker.counts().lying).to.equal(1);
    });

    it('drops one that signs other words than it streamed', async () => {
      const { reply } = tamper((final) => {
        const output = { ...final.output, text: `${final.output.text}more` };
        return { ...final, output, receipt: { ...final.receipt, outputHash: hashOutput(output, final.outputSalt) } };
      });
      const { gate } = await withRogue(reply);
      expect(gate.breaker.counts().lying).to.equal(1);
    });

    it('drops garbage, and goes on', async () => {
      const { gate, records } = await withRogue((_, send) => send(new Uint8Array([1, 2, 3])));
      expect(gate.breaker.counts().garbage).to.equal(1);
      expect(records.at(-1)!.expert.id).to.equal('1');
    });

    it('drops frames beyond the size limit', async () => {
      const { gate, records } = await withRogue((_, send) => send(new Uint8Array(askReplyMessage.maxBytes + 1)));
      expect(gate.breaker.counts().unreachable).to.equal(1);
      expect(records.at(-1)!.expert.id).to.equal('1');
    });

    it('drops tokens without end', async () => {
      const token = encodeMessage(askReplyMessage, { type: 'token', text: 'la ', token: 1, logprob: 0 });
      const { gate } = await withRogue(async (_, send) => {
        for (let i = 0; i < 1_000; i += 1) await send(token);
      });
      expect(gate.breaker.counts().garbage).to.equal(1);
    });
  });

  it('leaves whoever was found false alone while anybody else can answer', async () => {
    const { gate, nodes } = await settle();
    await publish(nodes.first, nodes.second);
    gate.faulted.add(nodes.first.operatorId);
    for (let i = 0; i < 6; i += 1) expect((await collect(gate.ask(UNKNOWABLE))).record.expert.id).to.equal('2');
    expect((await collect(gate.ask({ ...UNKNOWABLE, model: '1' }))).record.expert.id).to.equal('1', 'it was named');
    nodes.second.kill();
    gate.faulted.add(nodes.second.operatorId);
    expect((await collect(gate.ask(UNKNOWABLE))).record.expert.id).to.equal('1', 'nobody else is left');
  });

  it('asks the best expert that there is when the circuits of all are open', async () => {
    const { gate, nodes } = await settle();
    await publish(nodes.first);
    for (let i = 0; i < 3; i += 1) gate.breaker.failed('1', 'slow');
    expect(gate.breaker.mayAsk('1')).to.equal(false);
    expect((await collect(gate.ask(UNKNOWABLE))).record.expert.id).to.equal('1');
  });

  describe('when a prompt is long', () => {
    const words = (count: number) => question({ text: 'zyx', prompt: 'word '.repeat(count) });

    it('reads it whole, and gives as many tokens as there is room for', async () => {
      const { gate, nodes } = await settle();
      await publish(nodes.first);
      const { record, finish } = await collect(gate.ask({ ...words(CONTEXT - 10), maxTokens: 500 }));
      expect(record.usage).to.deep.equal({ promptTokens: CONTEXT - 10, outputTokens: 10 });
      expect(record.receipts[0]!.units).to.equal(String(10 + Math.ceil((CONTEXT - 10) / 4)));
      expect(finish).to.equal('length');
    });

    it('refuses one that does not fit, and holds it against nobody', async () => {
      const { gate, nodes } = await settle();
      await publish(nodes.first, nodes.second);
      const error = await collect(gate.ask(words(CONTEXT + 1))).catch((it) => it);
      expect(error).to.be.instanceOf(PromptTooLongError);
      expect(error.message).to.contain(`${CONTEXT}`);
      expect(gate.breaker.counts()).to.deep.equal({});
      expect(gate.learner.table()).to.deep.equal([]);
      expect(nodes.first.jobs.unsealed(Number.MAX_SAFE_INTEGER)).to.deep.equal([], 'nobody is paid for it');
    });

    it('still quotes what answers it', async () => {
      const { gate, nodes } = await settle();
      await publish(nodes.first, nodes.texts);
      const { text } = await collect(gate.ask(question({ prompt: 'word '.repeat(CONTEXT + 1) })));
      expect(text).to.contain('11 m deep');
    });
  });

  it('refuses a model that nobody serves, with the list of what is served', async () => {
    const { gate, nodes } = await settle();
    await publish(...Object.values(nodes));
    for (const model of ['gpt-4', '99', 'register:lyric']) {
      const error = await collect(gate.ask(question({ model }))).catch((it) => it);
      expect(error).to.be.instanceOf(UnknownModelError);
      expect(error.models).to.include.members(['auto', 'register:technical', '1']);
    }
  });

  it('never replaces a named expert', async () => {
    const { gate, nodes } = await settle();
    await publish(...Object.values(nodes));
    expect((await collect(gate.ask(question({ model: '3' })))).record.expert.id).to.equal('3');
    expect((await collect(gate.ask(question({ model: 'register:technical' })))).record.expert.id).to.equal('4');
    const silent = await collect(gate.ask({ ...UNKNOWABLE, model: 'register:technical' }));
    expect(silent.record.expert.id, 'also when it finds nothing').to.equal('4');
    expect(silent.text).to.equal('');
    const written = await collect(gate.ask(question({ model: 'register:general' })));
    expect(written.record.expert.kind, 'also when another finds something').to.equal('decoder');
    nodes.other.kill();
    expect(await collect(gate.ask(question({ model: '3' }))).catch((it) => it)).to.be.instanceOf(NoAnswerError);
    const wrong = await gate
      .gather({ model: '1', input: { kind: 'classify', text: 'x' }, isOpenable: false, width: 1 })
      .catch((it) => it);
    expect(wrong).to.be.instanceOf(WrongModelError);
  });
});
