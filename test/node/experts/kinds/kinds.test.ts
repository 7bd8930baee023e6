import { expect } from 'chai';
import { manifestOfDeposits, WrongInputError } from '../../../../node/experts/expert.ts';
import { createKeeper, libraryExperts } from '../../../../node/experts/keepCurrent.ts';
import type { ExpertKind, OfDeposits } from '../../../../node/experts/kinds/kind.ts';
import { KINDS, needsDecoder } from '../../../../node/experts/kinds/kinds.ts';
import type { Library } from '../../../../node/experts/library.ts';
import type { PublishExpert } from '../../../../node/experts/publish.ts';
import { createRestorer } from '../../../../node/experts/restore.ts';
import { encodeDepositList } from '../../../../protocol/blocks/depositList.ts';
import { encodeManifest } from '../../../../protocol/blocks/expertManifest.ts';
import { declareCentroids } from '../../../../protocol/embedding/centroids.ts';
import { CLASSIFY_UNITS } from '../../../../protocol/work/job.ts';
import { createCommons } from '../../gates/commons.ts';
import { someList } from '../../gates/experts.ts';
import { createMemoryStorage } from '../../work/memoryChain.ts';

const made: OfDeposits = {
  of: 'deposits',
  runtimeClass: 'test-lengths/1',
  purpose: 'reading',
  isEnough: (registers) => registers.length >= 2,
  create: async (texts, options) => {
    const longest = Math.max(...texts.map(({ text }) => text.length));
    return {
      manifest: manifestOfDeposits({ kind: 'lengths', runtimeClass: 'test-lengths/1' }, options),
      answer: async (input) => {
        if (input.kind !== 'classify') throw new WrongInputError('lengths', input.kind);
        const label = input.text.length > longest ? 'longer' : 'shorter';
        return { output: { kind: 'classify', labels: [{ label, probability: 1 }] }, units: CLASSIFY_UNITS };
      },
    };
  },
  speaksOf: (texts) => texts.map(({ text }) => text),
};

/** A kind of expert that nobody has heard of: this file, and one line in a list. */
const lengths: ExpertKind = {
  kind: 'lengths',
  input: 'classify',
  domain: 'lengths',
  concurrency: 3,
  made,
};

const kinds = [...KINDS, lengths];

const TEXTS = [
  { id: 'sub:bone', register: 'oral', text: 'The ferry waits.' },
  { id: 'sub:btwo', register: 'lyric', text: 'O lamp.' },
];

/** A library that holds these texts, as far as they are given. */
const libraryOf = (texts: typeof TEXTS): Library => ({
  holdings: async () => ({
    logs: [{ logId: 1, size: texts.length }],
    entries: texts.map(({ id, register }) => ({ id, core: { register } as never })),
    isBehind: false,
  }),
  openTexts: async (ids) => texts.filter(({ id }) => ids.includes(id)),
  readTexts: async (ids) => texts.filter(({ id }) => ids.includes(id)),
  isFresh: async () => true,
  mayUse: () => true,
});

/** Encodes the manifest as it would be published: a word that nobody has heard of is one, too. */
const publish: PublishExpert = async (version, centroids) => ({
  expertId: 1n,
  manifestCid: encodeManifest(version.manifest).cid,
  version,
  centroids,
});

describe('a kind of expert', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  /** Keeps one expert of the new kind over these texts and waits until it is served, or found not to be. */
  const keep = async (texts: typeof TEXTS) => {
    const storage = createMemoryStorage();
    const node = await commons.addNode('node', [], { kinds });
    const changed = Promise.withResolvers<void>();
    const keeper = createKeeper(
      {
        library: libraryOf(texts),
        put: storage.put,
        publish,
        isPublished: () => true,
        declareCentroids,
        serve: node.server.serve,
        retire: node.server.retire,
        onChange: async () => changed.resolve(),
        onTrouble: ({ cause }) => changed.reject(cause),
      },
      libraryExperts([{ kind: 'lengths' }, { kind: 'unheard-of' }], kinds),
    );
    keeper.start();
    await Promise.race([changed.promise, new Promise((resolve) => setTimeout(resolve, 50))]);
    await keeper.stop();
    return { node, storage, served: node.server.experts() };
  };

  it('is made of deposits, published and served as the list says', async () => {
    const { node, served } = await keep(TEXTS);
    expect(served.map(({ version }) => version.manifest.kind)).to.deep.equal(['lengths']);
    expect(served[0]!.centroids).to.have.length(2);
    expect(node.server.load()).to.deep.equal({ queue: 0, capacity: 3 });
    expect((await keep(TEXTS.slice(1))).served).to.deep.equal([], 'one text is not enough for it');
  });

  it('that quotes is on chain before a custodian is asked for keys, and is published over no text for it', async () => {
    const quoting = { ...lengths, made: { ...made, purpose: 'retrieval' as const } };
    const said: string[] = [];
    const library = libraryOf(TEXTS);
    const done = Promise.withResolvers<void>();
    const keeper = createKeeper(
      {
        library: {
          ...library,
          openTexts: async (ids, purpose) => {
            said.push(`asks for ${ids.length}`);
            return library.openTexts(ids, purpose);
          },
        },
        publish: async (version, centroids) => {
          said.push(`publishes over ${version.manifest.corpus?.list}`);
          return publish(version, centroids);
        },
        put: createMemoryStorage().put,
        isPublished: () => said.length > 0,
        declareCentroids,
        serve: () => said.push('serves'),
        retire: () => {},
        onChange: async () => done.resolve(),
        onTrouble: ({ cause }) => done.reject(cause),
      },
      libraryExperts([{ kind: 'lengths' }], [quoting]),
    );
    keeper.start();
    await done.promise;
    await keeper.stop();
    const over = (ids: readonly string[]) => `publishes over ${encodeDepositList(ids).cid}`;
    expect(said).to.deep.equal([over([]), 'asks for 2', over(TEXTS.map(({ id }) => id)), 'serves']);
  });

  it('is rebuilt from its manifest by whoever knows it, and by nobody else', async () => {
    const { storage, served } = await keep(TEXTS);
    const { manifest } = served[0]!.version;
    const parts = { storage, readTexts: libraryOf(TEXTS).readTexts };
    const rebuilt = await createRestorer(parts, kinds)(manifest);
    expect(rebuilt?.manifest).to.deep.equal(manifest);
    expect(await createRestorer(parts)(manifest)).to.equal(null);
    expect(await createRestorer({ ...parts, readTexts: async () => null }, kinds)(manifest)).to.equal(null);
  });

  it('is announced, chosen and asked by a gate that knows it, and left alone by one that does not', async () => {
    const version = await made.create(TEXTS, { domain: 'lengths', corpus: { logs: [], list: someList } });
    const [knowing, other] = [await commons.addGate('knowing', { kinds }), await commons.addGate('other')];
    const node = await commons.addNode('node', [{ expertId: 1, version }], { kinds });
    await node.publish();
    const request = {
      model: 'auto',
      input: { kind: 'classify', text: 'x'.repeat(40) },
      isOpenable: false,
      width: 1,
    } as const;
    const { record, outcomes } = await knowing.gather(request);
    expect(record.expert).to.include({ id: '1', kind: 'lengths' });
    expect(outcomes[0]).to.have.nested.property('answer.output.labels[0].label', 'longer');
    expect(other.directory.candidates()).to.have.length(1);
    expect(await other.gather(request).catch((error) => error.name)).to.equal('NoAnswerError');
  });

  it('says whether it needs the language model', () => {
    expect(needsDecoder([{ kind: 'lengths' }, { kind: 'retrieval' }], kinds)).to.equal(false);
    expect(needsDecoder([{ kind: 'decoder' }], kinds)).to.equal(true);
  });
});
