import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { zeroHash } from 'viem';
import { type Draft, draftDeposit } from '../../../client/deposit.ts';
import type { ServedExpert } from '../../../node/experts/expert.ts';
import { createKeeper, libraryExperts } from '../../../node/experts/keepCurrent.ts';
import { createLibrary } from '../../../node/experts/library.ts';
import { encodeManifest } from '../../../protocol/blocks/expertManifest.ts';
import type { Register } from '../../../protocol/manifest/register.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import { account, CHAIN_ID } from '../../protocol/corpus/fixtures.ts';
import { createMemoryStorage } from '../work/memoryChain.ts';

const never = () => new Promise<never>(() => {});

async function write(text: string, register: Register, lineage: Draft['core']['lineage'] = []): Promise<Draft> {
  const who = {
    contributor: account('ana'),
    chainId: CHAIN_ID,
    label: 'ana',
    licence: 'CC-BY-4.0',
    createdAt: 1,
    rights: ALL_RIGHTS,
  };
  return draftDeposit({ text, register, tier: 'public', lineage, ...who });
}

/** A node whose experts quote these deposits, with consent, keys and blocks in the test's hands. */
function createNode(drafts: readonly Draft[], registers: readonly Register[]) {
  const withdrawn = new Set<string>();
  const barred = new Set<string>();
  const tiers = new Map<string, Tier>();
  /** Ciphertexts that no peer sends, or ever says that it will not. */
  const lost = new Set<string>();
  const chain = { ageMs: 0, refresh: async () => {} };
  const served = new Map<bigint, ServedExpert>();
  const troubles: string[] = [];
  const library = createLibrary(
    {
      readLogs: async () => [{ logId: 1, size: drafts.length, entries: drafts.map(({ id, core }) => ({ id, core })) }],
      isBehind: () => false,
      consent: {
        refresh: () => chain.refresh(),
        age: () => chain.ageMs,
        isWithdrawn: (id) => withdrawn.has(id),
        isBarred: (id) => barred.has(id),
        tierOf: (id, core) => tiers.get(id) ?? core.tier,
      },
      requestKeys: async ({ deposits }) => ({
        keys: new Map(drafts.filter(({ id }) => deposits.includes(id)).map(({ id, key }) => [id, key])),
      }),
      storage: {
        get: async (cid: CID) => {
          const draft = drafts.find(({ core }) => core.ciphertext.equals(cid));
          return !draft || lost.has(draft.id) ? never() : draft.ciphertext;
        },
        delete: async () => {},
      },
    },
    { textMs: 200 },
  );
  let clock = 0;
  const keeper = createKeeper(
    {
      library,
      put: createMemoryStorage().put,
      publish: async (version, centroids) => ({
        expertId: BigInt(registers.indexOf(version.manifest.domain as Register)),
        manifestCid: encodeManifest(version.manifest).cid,
        ...{ version, centroids },
      }),
      isPublished: () => true,
      declareCentroids: () => [],
      serve: (expert) => void served.set(expert.expertId, expert),
      retire: (id) => void served.delete(id),
      onChange: async () => {},
      onTrouble: ({ message, cause }) => troubles.push(`${message}: ${cause}`),
      // Patience is over at the second look.
      now: () => {
        clock += 10_000;
        return clock;
      },
    },
    libraryExperts(registers.map((register) => ({ kind: 'retrieval', register }))),
  );
  const search = async (register: Register, query: string) => {
    const version = served.get(BigInt(registers.indexOf(register)))?.version;
    const { signal } = new AbortController();
    const input = { kind: 'retrieve', query, limit: 5, asker: zeroHash } as const;
    const options = { seed: 0n, signal, onToken: async () => {}, mayQuote: () => true };
    const output = (await version?.answer(input, options))?.output;
    return output?.kind === 'retrieve' ? output : null;
  };
  const ask = async (register: Register, query: string): Promise<readonly string[]> =>
    (await search(register, query))?.passages.map(({ deposit }) => deposit) ?? [];
  const finds = async (register: Register, query: string, id: string) => {
    while (!(await ask(register, query)).includes(id)) await sleep(50);
  };
  return { keeper, library, served, troubles, withdrawn, barred, tiers, lost, chain, ask, search, finds };
}

describe('experts that quote deposits', () => {
  it('quote nothing that was withdrawn, lowered or barred since they were made, nor what is derived from it', async () => {
    const heron = await write('Seventeen blue herons counted the rain aloud.', 'narrative');
    const child = await write('Blue herons, retold: they counted the snow.', 'narrative', [
      { kind: 'derivedFrom', deposit: heron.id },
    ]);
    const other = await write('Blue herons of another book sleep.', 'narrative');
    const node = createNode([heron, child, other], ['narrative']);
    node.keeper.start();
    await node.finds('narrative', 'blue herons', heron.id);
    const [made] = node.served.values();
    const asked = () => node.ask('narrative', 'blue herons');
    expect(await asked()).to.have.members([heron.id, child.id, other.id]);

    node.withdrawn.add(heron.id);
    expect(await asked()).to.deep.equal([other.id]);
    node.withdrawn.clear();
    node.tiers.set(heron.id, 'retrieval-only');
    expect(await asked()).to.have.members([heron.id, child.id, other.id]);
    const isOpen = ({ id }: Draft) => node.library.mayUse(id, 'reading');
    expect([heron, child, other].map(isOpen), 'what is derived is quoted as shortly').to.deep.equal([
      false,
      false,
      true,
    ]);
    node.tiers.set(heron.id, 'training-only');
    expect(await asked()).to.deep.equal([other.id]);
    node.tiers.clear();
    node.barred.add(heron.id);
    expect(await asked()).to.deep.equal([other.id]);
    expect([...node.served.values()], 'the expert was not made again').to.deep.equal([made]);
    await node.keeper.stop();
  });

  it('ask the chain when their view is older than seconds, and name what they would have quoted when it is away for longer', async () => {
    const text = await write('A lantern by the weir.', 'lyric');
    const node = createNode([text], ['lyric']);
    node.keeper.start();
    await node.finds('lyric', 'lantern weir', text.id);
    node.chain.ageMs = 8_000;
    node.chain.refresh = async () => {
      node.chain.ageMs = 0;
      node.withdrawn.add(text.id);
    };
    expect(await node.ask('lyric', 'lantern weir'), 'the view was brought up to date').to.deep.equal([]);
    node.chain.refresh = () => Promise.reject(new Error('away'));
    node.withdrawn.clear();
    node.chain.ageMs = 9_000;
    expect(await node.ask('lyric', 'lantern weir'), 'a hiccup of the chain stops nobody').to.have.length(1);
    node.chain.ageMs = 20_000;
    const withheld = [{ deposit: text.id, rank: 0 }];
    expect(await node.search('lyric', 'lantern weir')).to.deep.include({ text: '', passages: [], withheld });
    node.chain.ageMs = 0;
    expect(await node.ask('lyric', 'lantern weir'), 'and quote again when it is back').to.have.length(1);
    await node.keeper.stop();
  });

  it('are made without a text that does not come, say so once, and take it in when it comes', async () => {
    const [here, gone] = [await write('The ferry waits.', 'oral'), await write('The ferry sinks.', 'oral')];
    const other = await write('O lamp of the harbour.', 'lyric');
    const node = createNode([here, gone, other], ['oral', 'lyric']);
    node.lost.add(gone.id);
    node.keeper.start();
    const started = performance.now();
    await node.finds('lyric', 'lamp harbour', other.id);
    expect(performance.now() - started, 'another register does not wait').to.be.lessThan(1_000);
    await node.finds('oral', 'ferry', here.id);
    expect(await node.ask('oral', 'ferry')).to.deep.equal([here.id]);
    node.lost.clear();
    await node.finds('oral', 'ferry', gone.id);
    expect(node.troubles).to.have.length(1);
    expect(node.troubles[0]).to.match(/oral expert.*TextsOutOfReachError/s);
    await node.keeper.stop();
  }).timeout(40_000);
});
