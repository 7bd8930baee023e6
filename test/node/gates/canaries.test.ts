import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { zeroHash } from 'viem';
import type { AttemptCall, Attempts } from '../../../node/gates/attempt.ts';
import type { ExpertAnswer } from '../../../node/gates/callExpert.ts';
import { createCanaries } from '../../../node/gates/canaries.ts';
import type { Candidate } from '../../../node/gates/candidates.ts';
import { createRandom } from '../../../node/gates/score.ts';

const SECRET = 'nobody else may ever read these words';
const PAST = 'which bell was cast anew for the tower by the river';

const candidate = (expertId: string, operatorId: number): Candidate => ({
  ...{ expertId, operatorId, peerId: '', account: '0x00', kind: 'decoder', domain: 'general', context: null },
  ...{ manifestHash: zeroHash, adapterHash: zeroHash, centroids: [], queue: 0, capacity: 1 },
});
const question = (changes: Partial<AttemptCall> = {}): AttemptCall => ({
  input: { kind: 'generate', prompt: `${SECRET}\n`, maxTokens: 77, temperature: 0.3, stop: ['|'] },
  isOpenable: false,
  seed: 9n,
  signal: new AbortController().signal,
  ...changes,
});

describe('createCanaries', () => {
  let now = 0;
  let faulted: ReadonlySet<number> = new Set();
  const [one, two, itself] = [candidate('1', 1), candidate('2', 2), candidate('3', 3)];

  const setUp = () => {
    now = 1_700_000_000_000;
    faulted = new Set();
    const asked: { expertId: string; call: AttemptCall }[] = [];
    const attempts: Attempts = {
      inFlight: () => 0,
      attempt: async (ranked, call) => {
        asked.push({ expertId: ranked.candidate.expertId, call });
        const passages = [{ deposit: 'sub:b', start: 0, end: 1, text: PAST, score: 1 }];
        const output = { kind: 'retrieve', text: '', passages, withheld: [] } as const;
        if (call.input.kind !== 'retrieve') return { status: 'late', ranked };
        return { status: 'answered', ranked, answer: { output } as unknown as ExpertAnswer };
      },
    };
    const random = createRandom(5);
    const canaries = createCanaries(
      {
        ...{ attempts, candidates: () => [one, two, itself], faulted: () => faulted, now: () => now },
        isOwn: (operatorId) => operatorId === 3,
        // The moment is drawn so that a test need not wait; everything else by lot.
        random: () => random() * 1e-4,
      },
      { epochSeconds: 10 },
    );
    const ask = async (whom: Candidate, call = question()) => {
      await canaries.attempts.attempt({ candidate: whom, score: 1, likeness: 1 }, call);
      await sleep(5);
    };
    const canariesAsked = () => asked.filter(({ call }) => call.isOpenable && call !== OPENED);
    return { ask, own: canariesAsked };
  };
  const OPENED = question({ isOpenable: true });

  it('asks in the shape of a real question and in none of its words', async () => {
    const { ask, own } = setUp();
    await ask(one);
    expect(own()).to.have.length(1);
    const { expertId, call } = own()[0]!;
    expect(expertId).to.equal('1');
    const { input } = call;
    if (input.kind !== 'generate') throw new Error(input.kind);
    expect(input).to.include({ maxTokens: 77, temperature: 0.3 });
    expect(input.stop).to.deep.equal(['|']);
    expect(input.prompt).to.match(/\S\n$/);
    expect(input.prompt).to.not.contain(SECRET.slice(0, 12));
    expect(input.prompt.trim().split(' ')).to.have.length(SECRET.split(' ').length);
  });

  it('asks an expert once in an epoch, and again in the next', async () => {
    const { ask, own } = setUp();
    for (let i = 0; i < 5; i += 1) await ask(one);
    await ask(two);
    expect(own().map(({ expertId }) => expertId)).to.deep.equal(['1', '2']);
    now += 10_000;
    await ask(one);
    expect(own()).to.have.length(3);
  });

  it('asks as the same nobody again where the same asker asks again', async () => {
    const { ask, own } = setUp();
    const asker = `0x${'ab'.repeat(32)}` as const;
    const search = question({ input: { kind: 'retrieve', query: SECRET, limit: 3, asker } });
    await ask(one, search);
    now += 10_000;
    await ask(one, search);
    const askers = own().map(({ call: { input } }) => (input.kind === 'retrieve' ? input.asker : null));
    expect(askers).to.have.length(2);
    expect(new Set(askers).size).to.equal(1);
    expect(askers).to.not.include(asker);
  });

  it('asks in words of what was quoted and of what was opened, once it heard some', async () => {
    const { ask, own } = setUp();
    const asker = `0x${'ab'.repeat(32)}` as const;
    await ask(two, question({ input: { kind: 'retrieve', query: SECRET, limit: 3, asker } }));
    await ask(one);
    const { input } = own().find(({ expertId }) => expertId === '1')!.call;
    const words = input.kind === 'generate' ? input.prompt.trim().split(' ') : [];
    expect(words).to.have.length(7);
    expect(words.filter((word) => !PAST.split(' ').includes(word))).to.deep.equal([]);
  });

  it('asks nobody whom nobody asked, who was given an opened question, or who is its own', async () => {
    const { ask, own: canaries } = setUp();
    await ask(one, OPENED);
    await ask(one);
    await ask(itself);
    expect(canaries()).to.deep.equal([]);
  });

  it('asks who was found false, so that it can be found clean again', async () => {
    const { ask, own } = setUp();
    faulted = new Set([2]);
    await ask(one);
    expect(own().map(({ expertId }) => expertId)).to.have.members(['1', '2']);
  });
});
