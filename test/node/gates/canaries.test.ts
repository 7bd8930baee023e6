import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Ask, Question } from '../../../node/gates/ask.ts';
import { createAuditWords } from '../../../node/gates/auditWords.ts';
import { createCanaries } from '../../../node/gates/canaries.ts';
import type { Candidate } from '../../../node/gates/candidates.ts';
import type { Gather, GatherRequest } from '../../../node/gates/gather.ts';
import { createRandom } from '../../../node/gates/score.ts';
import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
import { epochAt } from '../../../protocol/work/epoch.ts';
import { createCommons, EPOCH_SECONDS } from './commons.ts';
import { decoder, retrieval } from './experts.ts';

const SECRET = 'nobody else may ever read these words';
const PAST = 'which bell was cast anew for the tower by the river';
const ASKER = `0x${'ab'.repeat(32)}` as const;
const DAY_MS = 24 * 3_600_000;

const expert = (id: string, operator: number, kind: 'decoder' | 'retrieval' = 'decoder') => ({
  ...{ id, operator, kind, domain: 'general' },
  account: '0x00' as Hex,
});
const candidate = ({ id, operator, kind }: ReturnType<typeof expert>): Candidate => ({
  ...{ expertId: id, operatorId: operator, peerId: '', account: '0x00', kind, domain: 'general', context: null },
  ...{ manifestHash: zeroHash, adapterHash: zeroHash, centroids: [], queue: 0, capacity: 1 },
});
const question = (changes: Partial<Question> = {}): Question => ({
  ...{ model: 'auto', text: SECRET, prompt: `${SECRET}\n`, maxTokens: 77, temperature: 0.3, stop: ['|'], seed: 9n },
  ...{ isOpenable: false, asker: ASKER },
  ...changes,
});

describe('createCanaries', () => {
  let now = 0;
  let faulted: ReadonlySet<number> = new Set();
  const [one, two, itself, library] = [expert('1', 1), expert('2', 2), expert('3', 3), expert('4', 4, 'retrieval')];

  const setUp = () => {
    now = 1_700_000_000_000;
    faulted = new Set();
    /** Who answers the next question. */
    let answering = [one];
    const asked: Question[] = [];
    const searched: GatherRequest[] = [];
    const passages = [{ deposit: 'sub:b', start: 0, end: 1, text: PAST, score: 1 }];
    const output = { kind: 'retrieve' as const, text: '', passages, withheld: [] };
    const record = () =>
      ({
        expert: answering[0],
        alternatives: answering
          .slice(1)
          .map((it) => ({ expert: it, output: it.kind === 'retrieval' ? output : null, status: 'answered' })),
        receipts: answering.map(({ id }) => ({ expert: id })),
      }) as unknown as AnswerRecord;
    const answer = (): Ask =>
      async function* () {
        yield { type: 'done', text: '', isFinished: true, finish: 'stop', record: record() };
      };
    const gather: Gather = async () => ({ outcomes: [], record: record() });
    const random = createRandom(5);
    const canaries = createCanaries(
      {
        asking: { ask: answer(), gather },
        auditing: {
          ask: (it) => {
            asked.push(it);
            return answer()(it);
          },
          gather: async (it) => {
            searched.push(it);
            return gather(it);
          },
        },
        ...{ candidates: () => [one, two, itself].map(candidate), faulted: () => faulted, now: () => now },
        isOwn: (operatorId) => operatorId === 3,
        // The moment is drawn so that a test need not wait; everything else by lot.
        random: () => random() * 1e-4,
      },
      { epochSeconds: 10 },
    );
    const ask = async (whom: readonly (typeof one)[], it = question()) => {
      answering = [...whom];
      for await (const _ of canaries.ask(it));
      await sleep(5);
    };
    const search = async (it: GatherRequest) => {
      answering = [library];
      await canaries.gather(it);
      await sleep(5);
    };
    return { ask, search, asked, searched, models: () => asked.map(({ model }) => model) };
  };

  it('asks in the shape of a real question and in none of its words', async () => {
    const { ask, asked } = setUp();
    await ask([one]);
    expect(asked).to.have.length(1);
    const { model, text, prompt, ...settings } = asked[0]!;
    expect(settings).to.deep.include({ maxTokens: 77, temperature: 0.3, stop: ['|'], isOpenable: true });
    expect(model).to.equal('1');
    expect(prompt).to.equal(`${text}\n`);
    expect(text).to.not.contain(SECRET.slice(0, 12));
    expect(text.length).to.be.within(SECRET.length - 3, SECRET.length + 12);
  });

  it('asks in the shape of a chat with its history', async () => {
    const { ask, asked } = setUp();
    await ask([one, library], question({ prompt: `what was said before\n\n${SECRET}\n` }));
    expect(asked).to.not.be.empty;
    for (const { text, prompt } of asked) {
      expect(prompt.endsWith(`\n\n${text}\n`)).to.equal(true);
      expect(prompt.length).to.be.greaterThan(text.length + 10);
    }
  });

  it('asks an expert once in an epoch, and again in the next', async () => {
    const { ask, models } = setUp();
    for (let i = 0; i < 5; i += 1) await ask([one]);
    await ask([two]);
    expect(models()).to.deep.equal(['1', '2']);
    now += 20_000;
    await ask([one]);
    expect(models()).to.have.length(3);
  });

  it('asks in the next epoch whether or not a real question comes first in it', async () => {
    const { ask, models } = setUp();
    now += 9_980;
    await ask([one]);
    await sleep(60);
    expect(models()).to.deep.equal(['1', '1']);
  });

  it('asks under the tag of somebody who asked that day, so that no tag is always or never opened', async () => {
    const { ask, asked, search, searched } = setUp();
    await ask([one]);
    const input = { kind: 'retrieve', query: SECRET, limit: 3, asker: ASKER } as const;
    await search({ model: 'auto', input, isOpenable: false, width: 4 });
    expect(asked[0]!.asker).to.equal(ASKER);
    expect(searched[0]).to.deep.include({ model: '4', isOpenable: true, width: 4 });
    expect(searched[0]!.input).to.include({ kind: 'retrieve', limit: 3, asker: ASKER });
    expect(searched[0]!.input).to.not.include({ query: SECRET });
  });

  it('asks nothing in the shape of yesterday, whose tags nobody has any more', async () => {
    const { ask, models } = setUp();
    now = Math.ceil(now / DAY_MS) * DAY_MS - 20;
    await ask([one]);
    now += 20;
    await sleep(60);
    expect(models()).to.deep.equal(['1']);
  });

  it('draws a seed of its own, unless askers chose theirs', async () => {
    const { ask, asked } = setUp();
    await ask([one], question({ seed: 77n }));
    expect(asked[0]!.seed).to.not.equal(77n);
    await ask([two], question({ seed: 77n }));
    expect(asked[1]!.seed).to.equal(77n);
  });

  it('asks in words of what was quoted and of what was opened, once it heard some', async () => {
    const { ask, asked } = setUp();
    await ask([one, library]);
    const words = asked[0]!.text.split(' ');
    expect(words.filter((word) => !PAST.split(' ').includes(word))).to.deep.equal([]);
  });

  it('asks nobody whom nobody asked, who was given an opened question, or who is its own', async () => {
    const { ask, asked } = setUp();
    await ask([one], question({ isOpenable: true }));
    await ask([one, itself]);
    expect(asked).to.deep.equal([]);
  });

  it('asks who was found false, so that it can be found clean again', async () => {
    const { ask, models } = setUp();
    faulted = new Set([2]);
    await ask([one]);
    expect(models()).to.have.members(['1', '2']);
  });
});

describe('audit questions of a gate', () => {
  it('come to searchers and decoders of one operator together, as real questions do', async () => {
    const commons = createCommons();
    try {
      const text = { id: 'sub:btower', text: `It is told ${PAST} and why.` };
      const now = () => 1_500_000_000_000;
      const lendings = [
        { expertId: 1, version: decoder('base') },
        { expertId: 2, ...retrieval('oral', [text]) },
      ];
      const node = await commons.addNode('node', lendings, { now });
      const gate = await commons.addGate('gate', { isCurious: true, now });
      await node.publish();
      for await (const _ of gate.ask(question({ maxTokens: 4, stop: [] })));
      /** Jobs that came with a seed: of one expert, and of the other. */
      const company = () => {
        const jobs = node.jobs.jobsOf(epochAt(now(), EPOCH_SECONDS)).map(({ receipt }) => receipt);
        return [...Map.groupBy(jobs, ({ seed }) => seed).values()].map((some) =>
          ['1', '2'].map((id) => some.filter(({ expertId }) => expertId === id).length),
        );
      };
      const isWhole = () => company().length === 2 && company().every(([a, b]) => a === b);
      while (!isWhole()) await sleep(5);
    } finally {
      commons.close();
    }
  });
});

describe('createAuditWords', () => {
  it('makes nothing of a long stretch of one text, in any script', () => {
    const words = createAuditWords(createRandom(3));
    const texts = [
      Array.from({ length: 300 }, (_, i) => `word${i}`).join(' '),
      '磨坊主人必须在每个早晨检查水闸和磨石'.repeat(20),
    ];
    for (const text of texts) words.hear(ASKER, text);
    for (let i = 0; i < 50; i += 1) {
      const made = words.make(200);
      expect(made.length).to.be.within(196, 220);
      for (const run of made.split(/[^一-鿿]+/u)) expect(run.length).to.be.below(20);
    }
  });

  it('lets nobody who floods a gate with words choose most of them', () => {
    const words = createAuditWords(createRandom(4));
    for (let i = 0; i < 48; i += 1) words.hear(keccak256(toHex(i)), 'a quiet word of somebody who asks now and then');
    for (let i = 0; i < 5_000; i += 1) words.hear(ASKER, 'marker marker marker marker marker marker');
    const made = words.make(20_000).split(' ');
    expect(made.filter((word) => word === 'marker').length / made.length).to.be.below(0.35);
  });

  it('makes short questions as short as real ones', () => {
    const words = createAuditWords(createRandom(6));
    for (let i = 0; i < 20; i += 1) expect(words.make(12).length).to.be.within(8, 24);
  });

  it('takes little time for the longest question', () => {
    const words = createAuditWords(createRandom(5));
    words.hear(ASKER, 'x '.repeat(64_000));
    const started = performance.now();
    words.make(64_000);
    expect(performance.now() - started).to.be.below(50);
  });
});
