import { createHmac as createReference } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { bytesToHex, sha256, toHex } from 'viem';
import { countExposure } from '../../../protocol/corpus/attribution.ts';
import { listRoot } from '../../../protocol/corpus/drawRun.ts';
import { ROW_BYTES, type SampleDocument } from '../../../protocol/corpus/sample.ts';
import { createHmac, NothingToTrainOnError, sampleList } from '../../../protocol/corpus/sampler.ts';

describe('createHmac', () => {
  it('agrees with the HMAC of the standard library for any seed and message', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (label, message) => {
        const seed = sha256(toHex(label));
        const reference = createReference('sha256', seed.slice(2)).update(message).digest('hex');
        expect(bytesToHex(createHmac(seed)(message))).to.equal(`0x${reference}`);
      }),
    );
  });
});

const NAMES = ['narrative', 'technical', 'lyric', 'other'];
const seedOf = (label: string) => sha256(toHex(label));

const corpus = fc
  .array(
    fc.record({
      register: fc.constantFrom(...NAMES),
      identity: fc.nat(4),
      // Some are longer than a row.
      bytes: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: ROW_BYTES - 5, max: 3 * ROW_BYTES })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((documents): SampleDocument[] => documents.map((each, i) => ({ ...each, id: `sub:${i}` })));

const shares = fc
  .tuple(...NAMES.map(() => fc.integer({ min: 0, max: 10 })))
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => Object.fromEntries(NAMES.map((name, i) => [name, (weights[i] ?? 0) * 100])));

const plan = fc.record({
  budget: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 2 ** 26 })),
  epochCap: fc.integer({ min: 1, max: 5 }),
  capBp: fc.integer({ min: 500, max: 10_000 }),
});

const run = fc.record({ documents: corpus, shares, plan, seed: fc.integer().map((n) => seedOf(`${n}`)) });

describe('sampleList', () => {
  it('draws the same list whatever the order of the input', () => {
    fc.assert(
      fc.property(run, fc.infiniteStream(fc.nat()), (options, dice) => {
        const shuffled = options.documents
          .map((document) => ({ document, key: dice.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ document }) => document);
        const reversed = Object.fromEntries(Object.entries(options.shares).reverse());
        const draw = (documents: readonly SampleDocument[], weights: typeof options.shares) => {
          try {
            return listRoot(sampleList({ ...options, documents, shares: weights }).rows);
          } catch (error) {
            return (error as Error).name;
          }
        };
        expect(draw(shuffled, reversed)).to.equal(draw(options.documents, options.shares));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every sum exact and every cap for any corpus, policy and seed', () => {
    fc.assert(
      fc.property(run, (options) => {
        const byId = new Map(options.documents.map((each) => [each.id, each]));
        const usable = options.documents.some((each) => (options.shares[each.register] ?? 0) > 0);
        const cap = Math.floor((options.plan.budget * options.plan.capBp) / 10_000);
        if (!usable || cap === 0) {
          expect(() => sampleList(options)).to.throw(NothingToTrainOnError);
          return;
        }
        const list = sampleList(options);
        const length = (rows: typeof list.rows) => rows.reduce((total, row) => total + row.length, 0);
        expect(length(list.rows)).to.equal(list.bytes);
        expect(list.bytes + list.shortfall).to.equal(options.plan.budget);
        expect(list.registers.reduce((total, each) => total + each.realisedBp, 0)).to.equal(10_000);
        for (const { register, bytes, votedBp } of list.registers) {
          const rows = list.rows.filter((row) => byId.get(row.id)?.register === register);
          expect(length(rows)).to.equal(bytes);
          if (votedBp === 0) expect(bytes).to.equal(0);
        }
        for (const identity of new Set(options.documents.map((each) => each.identity))) {
          expect(length(list.rows.filter((row) => byId.get(row.id)?.identity === identity))).to.be.at.most(cap);
        }
        for (const [id, bytes] of countExposure(list.rows)) {
          expect(bytes).to.be.at.most((byId.get(id)?.bytes ?? 0) * options.plan.epochCap);
        }
        for (const row of list.rows) expect(row.length).to.be.within(1, ROW_BYTES);
        for (const row of list.rows) expect(row.start + row.length).to.be.at.most(byId.get(row.id)?.bytes ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('reads other deposits under another seed', () => {
    const documents = Array.from({ length: 200 }, (_, i) => ({
      id: `sub:${i}`,
      register: 'lyric',
      identity: i + 1,
      bytes: 100,
    }));
    const draw = (label: string) =>
      sampleList({
        documents,
        shares: { lyric: 10_000 },
        plan: { budget: 2_000, epochCap: 1, capBp: 10_000 },
        seed: seedOf(label),
      }).rows.map((row) => row.id);
    expect(draw('one')).to.have.length(20);
    expect(draw('one')).to.not.deep.equal(draw('two'));
  });

  it('moves the weight of a register without texts to the others and says so', () => {
    const documents = [
      { id: 'sub:a', register: 'narrative', identity: 1, bytes: 5_000 },
      { id: 'sub:b', register: 'technical', identity: 2, bytes: 5_000 },
    ];
    const list = sampleList({
      documents,
      shares: { narrative: 4_000, technical: 2_000, sacred: 4_000 },
      plan: { budget: 900, epochCap: 1, capBp: 10_000 },
      seed: seedOf('x'),
    });
    expect(list.registers).to.deep.equal([
      { register: 'narrative', votedBp: 4_000, realisedBp: 6_667, bytes: 600 },
      { register: 'sacred', votedBp: 4_000, realisedBp: 0, bytes: 0 },
      { register: 'technical', votedBp: 2_000, realisedBp: 3_333, bytes: 300 },
    ]);
  });

  it('interleaves registers, so that every stretch of the list holds the mixture', () => {
    const documents = Array.from({ length: 400 }, (_, i) => ({
      id: `sub:${i}`,
      register: i % 2 ? 'lyric' : 'oral',
      identity: i + 1,
      bytes: 10,
    }));
    const { rows } = sampleList({
      documents,
      shares: { lyric: 7_500, oral: 2_500 },
      plan: { budget: 1_600, epochCap: 1, capBp: 10_000 },
      seed: seedOf('mix'),
    });
    const isLyric = (id: string) => Number(id.slice(4)) % 2 === 1;
    for (let from = 0; from + 16 <= rows.length; from += 16) {
      expect(rows.slice(from, from + 16).filter((row) => isLyric(row.id)).length).to.be.within(11, 13);
    }
  });

  it('names the error when nothing may be trained on', () => {
    const options = { shares: { oral: 10_000 }, plan: { budget: 10, epochCap: 1, capBp: 1 } };
    const seed = seedOf('none');
    expect(() => sampleList({ ...options, documents: [], seed })).to.throw(
      NothingToTrainOnError,
      'nothing to train on',
    );
  });

  it('ranks and selects from 200,000 deposits in under a second of one core', function () {
    // A neighbour that takes both cores for seconds is not what is measured.
    this.retries(2);
    const documents = Array.from({ length: 200_000 }, (_, i) => ({
      id: `sub:bafyreib${i.toString(36).padStart(50, 'a')}`,
      register: NAMES[i % NAMES.length] as string,
      identity: i % 5_000,
      bytes: 50 + (i % 400),
    }));
    const seed = seedOf('large');
    const equal = Object.fromEntries(NAMES.map((name) => [name, 2_500]));
    const measure = (count: number) => {
      const before = process.cpuUsage();
      const started = performance.now();
      const { bytes } = sampleList({
        documents: documents.slice(0, count),
        shares: equal,
        plan: { budget: 10_000_000, epochCap: 4, capBp: 200 },
        seed,
      });
      const wall = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      return { ms: Math.min(wall, (user + system) / 1_000), bytes };
    };
    // Other processes share the machine: the time counts that this one had a core.
    const best = (count: number) =>
      Array.from({ length: 6 }, () => measure(count)).reduce((a, b) => (b.ms < a.ms ? b : a));
    const [small, large] = [best(50_000), best(200_000)];
    console.log(
      `      50,000: ${small.ms.toFixed(0)} ms; 200,000: ${large.ms.toFixed(0)} ms (${large.bytes} bytes drawn)`,
    );
    expect(large.ms).to.be.below(1_000);
    expect(large.ms / small.ms, 'grows like n log n').to.be.below(10);
  });
});
